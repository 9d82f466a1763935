"""How the window looks: colours, style, icons, sizes, and the small widgets that all parts share."""

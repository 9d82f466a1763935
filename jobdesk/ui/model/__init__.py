"""Jobs and events of the engine as the window keeps them."""

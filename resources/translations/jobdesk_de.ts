<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
  <context>
    <name>Actions</name>
    <message>
      <source>&amp;Activity</source>
      <translation>&amp;Aktivität</translation>
    </message>
    <message>
      <source>&amp;Archive</source>
      <translation>&amp;Archivieren</translation>
    </message>
    <message>
      <source>&amp;Cancel</source>
      <translation>&amp;Abbrechen</translation>
    </message>
    <message>
      <source>&amp;Details</source>
      <translation>&amp;Details</translation>
    </message>
    <message>
      <source>&amp;Drain All</source>
      <translation>Alles &amp;leerlaufen lassen</translation>
    </message>
    <message>
      <source>&amp;Edit…</source>
      <translation>&amp;Bearbeiten…</translation>
    </message>
    <message>
      <source>&amp;Find Jobs</source>
      <translation>Aufträge &amp;suchen</translation>
    </message>
    <message>
      <source>&amp;Guide</source>
      <translation>An&amp;leitung</translation>
    </message>
    <message>
      <source>&amp;Hold</source>
      <translation>An&amp;halten</translation>
    </message>
    <message>
      <source>&amp;Import Template…</source>
      <translation>Vorlage &amp;importieren…</translation>
    </message>
    <message>
      <source>&amp;Keyboard Shortcuts</source>
      <translation>&amp;Tastenkürzel</translation>
    </message>
    <message>
      <source>&amp;New Job…</source>
      <translation>&amp;Neuer Auftrag…</translation>
    </message>
    <message>
      <source>&amp;New from Selection…</source>
      <translation>Neuer Auftrag &amp;wie dieser…</translation>
    </message>
    <message>
      <source>&amp;Next Pane</source>
      <translation>&amp;Nächster Bereich</translation>
    </message>
    <message>
      <source>&amp;Pause</source>
      <translation>&amp;Pausieren</translation>
    </message>
    <message>
      <source>&amp;Pause All</source>
      <translation>Alles &amp;pausieren</translation>
    </message>
    <message>
      <source>&amp;Quit</source>
      <translation>&amp;Beenden</translation>
    </message>
    <message>
      <source>&amp;Raise Priority</source>
      <translation>Priorität e&amp;rhöhen</translation>
    </message>
    <message>
      <source>&amp;Redo</source>
      <translation>&amp;Wiederholen</translation>
    </message>
    <message>
      <source>&amp;Rerun</source>
      <translation>&amp;Erneut ausführen</translation>
    </message>
    <message>
      <source>&amp;Settings…</source>
      <translation>&amp;Einstellungen…</translation>
    </message>
    <message>
      <source>&amp;Sidebar</source>
      <translation>&amp;Seitenleiste</translation>
    </message>
    <message>
      <source>&amp;Start</source>
      <translation>&amp;Starten</translation>
    </message>
    <message>
      <source>&amp;Templates…</source>
      <translation>&amp;Vorlagen…</translation>
    </message>
    <message>
      <source>&amp;Undo</source>
      <translation>&amp;Rückgängig</translation>
    </message>
    <message>
      <source>Arc&amp;hive…</source>
      <translation>Arc&amp;hiv…</translation>
    </message>
    <message>
      <source>Ask, then stop all jobs and quit</source>
      <translation>Nachfragen, dann alle Aufträge stoppen und beenden</translation>
    </message>
    <message>
      <source>Bring jobs back from the trash</source>
      <translation>Aufträge aus dem Papierkorb zurückholen</translation>
    </message>
    <message>
      <source>C&amp;lear Finished</source>
      <translation>Beendete auf&amp;räumen</translation>
    </message>
    <message>
      <source>C&amp;opy</source>
      <translation>K&amp;opieren</translation>
    </message>
    <message>
      <source>Change a job that waits in the queue</source>
      <translation>Einen Auftrag ändern, der in der Warteschlange wartet</translation>
    </message>
    <message>
      <source>Change how JobDesk works</source>
      <translation>Ändern, wie JobDesk arbeitet</translation>
    </message>
    <message>
      <source>Change how many jobs run at once, what they share, and when they start</source>
      <translation>Ändern, wie viele Aufträge zugleich laufen, was sie sich teilen und wann sie starten</translation>
    </message>
    <message>
      <source>Change when this runs again, and what</source>
      <translation>Ändern, wann und was hier wieder läuft</translation>
    </message>
    <message>
      <source>Close &amp;Window</source>
      <translation>Fenster sch&amp;ließen</translation>
    </message>
    <message>
      <source>Command &amp;Palette…</source>
      <translation>Befehls&amp;palette…</translation>
    </message>
    <message>
      <source>Compare with Last &amp;Good Run</source>
      <translation>Mit dem letzten &amp;guten Lauf vergleichen</translation>
    </message>
    <message>
      <source>Compare with the &amp;Other Selected Job</source>
      <translation>Mit dem &amp;anderen ausgewählten Auftrag vergleichen</translation>
    </message>
    <message>
      <source>Copy &amp;Log Path</source>
      <translation>Pfad des &amp;Protokolls kopieren</translation>
    </message>
    <message>
      <source>Copy Co&amp;mmand</source>
      <translation>&amp;Befehl kopieren</translation>
    </message>
    <message>
      <source>Copy Lin&amp;k</source>
      <translation>Lin&amp;k kopieren</translation>
    </message>
    <message>
      <source>Copy N&amp;umber</source>
      <translation>N&amp;ummer kopieren</translation>
    </message>
    <message>
      <source>Copy a link that opens the job in JobDesk</source>
      <translation>Einen Link kopieren, der den Auftrag in JobDesk öffnet</translation>
    </message>
    <message>
      <source>Copy the command line</source>
      <translation>Die Befehlszeile kopieren</translation>
    </message>
    <message>
      <source>Copy the job's number</source>
      <translation>Die Nummer des Auftrags kopieren</translation>
    </message>
    <message>
      <source>Copy the rows as they show, with tabs between</source>
      <translation>Die Zeilen kopieren, wie sie zu sehen sind, mit Tabulatoren dazwischen</translation>
    </message>
    <message>
      <source>Copy where the log is</source>
      <translation>Kopieren, wo das Protokoll liegt</translation>
    </message>
    <message>
      <source>Describe a job and run it</source>
      <translation>Einen Auftrag beschreiben und ausführen</translation>
    </message>
    <message>
      <source>Describe a new job that begins as this one</source>
      <translation>Einen neuen Auftrag beschreiben, der wie dieser beginnt</translation>
    </message>
    <message>
      <source>Describe a rerun that begins as this job</source>
      <translation>Einen erneuten Lauf beschreiben, der wie dieser Auftrag beginnt</translation>
    </message>
    <message>
      <source>Details on the &amp;Right</source>
      <translation>Einzelheiten &amp;rechts</translation>
    </message>
    <message>
      <source>Do again what was undone</source>
      <translation>Noch einmal tun, was rückgängig gemacht wurde</translation>
    </message>
    <message>
      <source>Do not wait for the moment of the next attempt</source>
      <translation>Nicht auf den Zeitpunkt des nächsten Versuchs warten</translation>
    </message>
    <message>
      <source>Do or find anything by a few letters</source>
      <translation>Alles mit wenigen Buchstaben tun oder finden</translation>
    </message>
    <message>
      <source>E&amp;mpty Trash…</source>
      <translation>Papierkorb &amp;leeren…</translation>
    </message>
    <message>
      <source>Edit Sc&amp;hedule…</source>
      <translation>Zeit&amp;plan bearbeiten…</translation>
    </message>
    <message>
      <source>End JobDesk; running jobs can go on</source>
      <translation>JobDesk beenden; laufende Aufträge können weiterlaufen</translation>
    </message>
    <message>
      <source>Freeze everything that runs, and start nothing new</source>
      <translation>Alles einfrieren, was läuft, und nichts Neues starten</translation>
    </message>
    <message>
      <source>Freeze what runs, keep back what waits, or let it go on</source>
      <translation>Einfrieren, was läuft, zurückhalten, was wartet, oder weiterlaufen lassen</translation>
    </message>
    <message>
      <source>Give the job another name</source>
      <translation>Gibt dem Auftrag einen anderen Namen</translation>
    </message>
    <message>
      <source>Go to the next part of the window</source>
      <translation>Zum nächsten Teil des Fensters gehen</translation>
    </message>
    <message>
      <source>Go to the part of the window before</source>
      <translation>Zum vorigen Teil des Fensters gehen</translation>
    </message>
    <message>
      <source>Jobs go on, in the tray or in the background</source>
      <translation>Aufträge laufen weiter, im Infobereich oder im Hintergrund</translation>
    </message>
    <message>
      <source>L&amp;ower Priority</source>
      <translation>Priorität &amp;senken</translation>
    </message>
    <message>
      <source>Let a held job wait its turn</source>
      <translation>Einen angehaltenen Auftrag in die Warteschlange lassen</translation>
    </message>
    <message>
      <source>Let what runs come to its end, and start nothing new</source>
      <translation>Was läuft, zu Ende laufen lassen und nichts Neues starten</translation>
    </message>
    <message>
      <source>List all keys</source>
      <translation>Alle Tasten auflisten</translation>
    </message>
    <message>
      <source>Make a template of this job: the same with blanks</source>
      <translation>Aus diesem Auftrag eine Vorlage machen: dasselbe mit Platzhaltern</translation>
    </message>
    <message>
      <source>Move &amp;Down</source>
      <translation>Nach &amp;unten</translation>
    </message>
    <message>
      <source>Move &amp;Up</source>
      <translation>Nach &amp;oben</translation>
    </message>
    <message>
      <source>Move all jobs that have ended to the trash</source>
      <translation>Alle beendeten Aufträge in den Papierkorb legen</translation>
    </message>
    <message>
      <source>Move jobs that have ended out of the list; they stay within reach</source>
      <translation>Beendete Aufträge aus der Liste nehmen; sie bleiben erreichbar</translation>
    </message>
    <message>
      <source>Move jobs that have ended, or are held, to the trash</source>
      <translation>Beendete oder angehaltene Aufträge in den Papierkorb legen</translation>
    </message>
    <message>
      <source>Move to &amp;Trash</source>
      <translation>In den Papier&amp;korb</translation>
    </message>
    <message>
      <source>One place earlier in the queue</source>
      <translation>Einen Platz früher in der Warteschlange</translation>
    </message>
    <message>
      <source>One place later in the queue</source>
      <translation>Einen Platz später in der Warteschlange</translation>
    </message>
    <message>
      <source>Open the folder with the job's log and files</source>
      <translation>Den Ordner mit Protokoll und Dateien des Auftrags öffnen</translation>
    </message>
    <message>
      <source>P&amp;revious Pane</source>
      <translation>V&amp;origer Bereich</translation>
    </message>
    <message>
      <source>Pause, &amp;Hold or Resume</source>
      <translation>Pausieren, an&amp;halten oder fortsetzen</translation>
    </message>
    <message>
      <source>Put it before all that waits</source>
      <translation>Vor alles stellen, was wartet</translation>
    </message>
    <message>
      <source>Queues and &amp;Limits…</source>
      <translation>Warteschlangen und &amp;Grenzen…</translation>
    </message>
    <message>
      <source>Quit and Sto&amp;p Jobs…</source>
      <translation>Beenden und Aufträge sto&amp;ppen…</translation>
    </message>
    <message>
      <source>R&amp;esume</source>
      <translation>F&amp;ortsetzen</translation>
    </message>
    <message>
      <source>R&amp;esume All</source>
      <translation>Alles &amp;fortsetzen</translation>
    </message>
    <message>
      <source>Read a template from a file; nothing is run</source>
      <translation>Eine Vorlage aus einer Datei lesen; nichts wird ausgeführt</translation>
    </message>
    <message>
      <source>Remove what is in the trash for good</source>
      <translation>Endgültig entfernen, was im Papierkorb liegt</translation>
    </message>
    <message>
      <source>Rena&amp;me…</source>
      <translation>&amp;Umbenennen…</translation>
    </message>
    <message>
      <source>Rerun &amp;Failed</source>
      <translation>Gescheiterte &amp;wiederholen</translation>
    </message>
    <message>
      <source>Rerun &amp;with Changes…</source>
      <translation>Mit Ä&amp;nderungen erneut ausführen…</translation>
    </message>
    <message>
      <source>Res&amp;tore</source>
      <translation>Wieder&amp;herstellen</translation>
    </message>
    <message>
      <source>Run &amp;Next</source>
      <translation>Als &amp;Nächstes ausführen</translation>
    </message>
    <message>
      <source>Run No&amp;w</source>
      <translation>&amp;Jetzt ausführen</translation>
    </message>
    <message>
      <source>Run the same again as a new job</source>
      <translation>Dasselbe als neuen Auftrag noch einmal ausführen</translation>
    </message>
    <message>
      <source>Run those tasks of an array again that failed, as a new array</source>
      <translation>Die gescheiterten Teile einer Reihe noch einmal ausführen, als neue Reihe</translation>
    </message>
    <message>
      <source>Run, edit, import and export templates</source>
      <translation>Vorlagen ausführen, bearbeiten, importieren und exportieren</translation>
    </message>
    <message>
      <source>Save as Te&amp;mplate…</source>
      <translation>Als &amp;Vorlage speichern…</translation>
    </message>
    <message>
      <source>Sche&amp;dules…</source>
      <translation>Zeit&amp;pläne…</translation>
    </message>
    <message>
      <source>Search the jobs that left the list</source>
      <translation>Die Aufträge durchsuchen, die die Liste verlassen haben</translation>
    </message>
    <message>
      <source>Show C&amp;hain</source>
      <translation>&amp;Kette zeigen</translation>
    </message>
    <message>
      <source>Show in &amp;Folder</source>
      <translation>Im Or&amp;dner zeigen</translation>
    </message>
    <message>
      <source>Show only jobs whose name, command or tags match</source>
      <translation>Nur Aufträge zeigen, deren Name, Befehl oder Schlagwörter passen</translation>
    </message>
    <message>
      <source>Show or hide the filters</source>
      <translation>Die Filter ein- oder ausblenden</translation>
    </message>
    <message>
      <source>Show or hide the pane below the table</source>
      <translation>Den Bereich unter der Tabelle ein- oder ausblenden</translation>
    </message>
    <message>
      <source>Show the details beside the table while the window is wide</source>
      <translation>Die Einzelheiten neben der Tabelle zeigen, solange das Fenster breit ist</translation>
    </message>
    <message>
      <source>Show the guide: the command line, queues, schedules, Python</source>
      <translation>Die Anleitung zeigen: Befehlszeile, Warteschlangen, Zeitpläne, Python (auf Englisch)</translation>
    </message>
    <message>
      <source>Show the jobs that it waits for and those that wait for it</source>
      <translation>Die Aufträge zeigen, auf die er wartet, und die, die auf ihn warten</translation>
    </message>
    <message>
      <source>Show what differs between the two selected jobs</source>
      <translation>Zeigen, worin sich die beiden ausgewählten Aufträge unterscheiden</translation>
    </message>
    <message>
      <source>Show what differs from the last run of the same thing that completed</source>
      <translation>Zeigen, was gegenüber dem letzten erfolgreichen Lauf desselben Auftrags anders ist</translation>
    </message>
    <message>
      <source>Start it at once, over the limit and whatever is paused</source>
      <translation>Sofort starten, über die Grenze und was auch immer pausiert ist</translation>
    </message>
    <message>
      <source>Start it only after other jobs have ended</source>
      <translation>Erst starten, wenn andere Aufträge geendet haben</translation>
    </message>
    <message>
      <source>Start jobs again, and let what was frozen with them go on</source>
      <translation>Wieder Aufträge starten und weiterlaufen lassen, was eingefroren wurde</translation>
    </message>
    <message>
      <source>Stop the job and all that it started</source>
      <translation>Den Auftrag und alles stoppen, was er gestartet hat</translation>
    </message>
    <message>
      <source>Take back what was done last</source>
      <translation>Zurücknehmen, was zuletzt getan wurde</translation>
    </message>
    <message>
      <source>To the next level above</source>
      <translation>Auf die nächsthöhere Stufe</translation>
    </message>
    <message>
      <source>To the next level below</source>
      <translation>Auf die nächstniedrigere Stufe</translation>
    </message>
    <message>
      <source>Tr&amp;y Now</source>
      <translation>Jetzt &amp;versuchen</translation>
    </message>
    <message>
      <source>Wa&amp;it for…</source>
      <translation>&amp;Warten auf…</translation>
    </message>
    <message>
      <source>What happened lately</source>
      <translation>Was in letzter Zeit geschehen ist</translation>
    </message>
    <message>
      <source>What runs at a moment, in an interval or by cron, and what became of it</source>
      <translation>Was zu einem Zeitpunkt, in Abständen oder nach Cron läuft, und was daraus wurde</translation>
    </message>
    <message>
      <source>a script drives it, so there is nothing to describe</source>
      <translation>ein Skript steuert ihn, also gibt es nichts zu beschreiben</translation>
    </message>
    <message>
      <source>an array cannot be edited; rerun it with changes</source>
      <translation>eine Reihe lässt sich nicht bearbeiten; wiederholen Sie sie mit Änderungen</translation>
    </message>
    <message>
      <source>cancel it first</source>
      <translation>zuerst abbrechen</translation>
    </message>
    <message>
      <source>it has ended already</source>
      <translation>er ist schon zu Ende</translation>
    </message>
    <message>
      <source>it is in the trash already</source>
      <translation>er liegt schon im Papierkorb</translation>
    </message>
    <message>
      <source>it is no run of a schedule</source>
      <translation>er ist kein Lauf eines Zeitplans</translation>
    </message>
    <message>
      <source>it is not in the trash</source>
      <translation>er liegt nicht im Papierkorb</translation>
    </message>
    <message>
      <source>it waits for no further attempt</source>
      <translation>er wartet auf keinen weiteren Versuch</translation>
    </message>
    <message>
      <source>no earlier run of it has completed</source>
      <translation>kein früherer Lauf davon war erfolgreich</translation>
    </message>
    <message>
      <source>none of its tasks has failed</source>
      <translation>keiner ihrer Teile ist gescheitert</translation>
    </message>
    <message>
      <source>only a held job can be started</source>
      <translation>nur ein angehaltener Auftrag kann gestartet werden</translation>
    </message>
    <message>
      <source>only a queued job can be edited; rerun it with changes</source>
      <translation>nur ein wartender Auftrag kann bearbeitet werden; führen Sie ihn mit Änderungen erneut aus</translation>
    </message>
    <message>
      <source>only what has ended is archived</source>
      <translation>nur was geendet hat, wird archiviert</translation>
    </message>
    <message>
      <source>only what runs or waits can be held</source>
      <translation>nur was läuft oder wartet, kann angehalten werden</translation>
    </message>
    <message>
      <source>select a job first</source>
      <translation>wählen Sie zuerst einen Auftrag aus</translation>
    </message>
    <message>
      <source>select a queued job</source>
      <translation>wählen Sie einen wartenden Auftrag aus</translation>
    </message>
    <message>
      <source>select an array</source>
      <translation>wählen Sie eine Reihe</translation>
    </message>
    <message>
      <source>select only one job</source>
      <translation>wählen Sie nur einen Auftrag aus</translation>
    </message>
    <message>
      <source>select two jobs</source>
      <translation>wählen Sie zwei Aufträge aus</translation>
    </message>
    <message>
      <source>they have ended already</source>
      <translation>sie sind schon zu Ende</translation>
    </message>
  </context>
  <context>
    <name>ActivityModel</name>
    <message>
      <source>More</source>
      <translation>Mehr</translation>
    </message>
    <message>
      <source>Time</source>
      <translation>Zeit</translation>
    </message>
    <message>
      <source>What happened</source>
      <translation>Was geschehen ist</translation>
    </message>
  </context>
  <context>
    <name>ActivityWindow</name>
    <message>
      <source>Activity</source>
      <translation>Aktivität</translation>
    </message>
    <message>
      <source>Clear</source>
      <translation>Leeren</translation>
    </message>
    <message>
      <source>Close</source>
      <translation>Schließen</translation>
    </message>
    <message>
      <source>Nothing yet. Ends of jobs, failures and what you do appear here.</source>
      <translation>Noch nichts. Hier erscheinen beendete Aufträge, Fehler und was Sie tun.</translation>
    </message>
    <message>
      <source>Show Job</source>
      <translation>Auftrag zeigen</translation>
    </message>
  </context>
  <context>
    <name>Additions</name>
    <message>
      <source>%1: about %2 with %3 at once.</source>
      <translation>%1: etwa %2 bei %3 gleichzeitig.</translation>
    </message>
    <message numerus="yes">
      <source>&amp;Rerun %Ln Jobs</source>
      <translation>
        <numerusform>%Ln Auftrag &amp;erneut ausführen</numerusform>
        <numerusform>%Ln Aufträge &amp;erneut ausführen</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>&amp;Run %Ln Jobs</source>
      <translation>
        <numerusform>%Ln Auftrag &amp;ausführen</numerusform>
        <numerusform>%Ln Aufträge &amp;ausführen</numerusform>
      </translation>
    </message>
    <message>
      <source>About %1 of run time</source>
      <translation>Etwa %1 Laufzeit</translation>
    </message>
    <message>
      <source>At least %1 of run time</source>
      <translation>Mindestens %1 Laufzeit</translation>
    </message>
    <message>
      <source>How long they will run is not known.</source>
      <translation>Ihre Laufzeit ist nicht bekannt.</translation>
    </message>
    <message>
      <source>Jobs taken out of the queue: %1</source>
      <translation>Aus der Warteschlange genommen: %1</translation>
    </message>
    <message>
      <source>Queued #%1 %2</source>
      <translation>#%1 %2 eingereiht</translation>
    </message>
    <message numerus="yes">
      <source>Queued %Ln jobs</source>
      <translation>
        <numerusform>%Ln Auftrag eingereiht</numerusform>
        <numerusform>%Ln Aufträge eingereiht</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Queued %Ln reruns</source>
      <translation>
        <numerusform>%Ln Wiederholung eingereiht</numerusform>
        <numerusform>%Ln Wiederholungen eingereiht</numerusform>
      </translation>
    </message>
    <message>
      <source>Rerun</source>
      <translation>Erneut ausführen</translation>
    </message>
    <message numerus="yes">
      <source>Rerun %Ln jobs?</source>
      <translation>
        <numerusform>%Ln Auftrag erneut ausführen?</numerusform>
        <numerusform>%Ln Aufträge erneut ausführen?</numerusform>
      </translation>
    </message>
    <message>
      <source>Run</source>
      <translation>Starten</translation>
    </message>
    <message numerus="yes">
      <source>Run %Ln jobs?</source>
      <translation>
        <numerusform>%Ln Auftrag ausführen?</numerusform>
        <numerusform>%Ln Aufträge ausführen?</numerusform>
      </translation>
    </message>
    <message>
      <source>The job to rerun is gone.</source>
      <translation>Den Auftrag, der erneut laufen soll, gibt es nicht mehr.</translation>
    </message>
    <message>
      <source>Undo</source>
      <translation>Rückgängig</translation>
    </message>
    <message>
      <source>Undo %1</source>
      <translation>Rückgängig: %1</translation>
    </message>
  </context>
  <context>
    <name>Application</name>
    <message>
      <source>JobDesk met an error of its own: {error}
Your jobs go on. The details are in {log}.</source>
      <translation>JobDesk ist selbst auf einen Fehler gestoßen: {error}
Ihre Aufträge laufen weiter. Einzelheiten stehen in {log}.</translation>
    </message>
  </context>
  <context>
    <name>ArchiveModel</name>
    <message>
      <source>#</source>
      <translation>Nr.</translation>
    </message>
    <message>
      <source>Ended</source>
      <translation>Geendet</translation>
    </message>
    <message>
      <source>Name</source>
      <translation>Name</translation>
    </message>
    <message>
      <source>Number</source>
      <translation>Nummer</translation>
    </message>
    <message>
      <source>Result</source>
      <translation>Ergebnis</translation>
    </message>
    <message>
      <source>State</source>
      <translation>Zustand</translation>
    </message>
    <message>
      <source>none</source>
      <translation>nichts</translation>
    </message>
  </context>
  <context>
    <name>ArchiveWindow</name>
    <message numerus="yes">
      <source>%n jobs</source>
      <translation>
        <numerusform>%n Auftrag</numerusform>
        <numerusform>%n Aufträge</numerusform>
      </translation>
    </message>
    <message>
      <source>&amp;Delete for Good…</source>
      <translation>Endgültig &amp;löschen…</translation>
    </message>
    <message>
      <source>&amp;Restore</source>
      <translation>&amp;Wiederherstellen</translation>
    </message>
    <message>
      <source>All of them</source>
      <translation>Alle</translation>
    </message>
    <message>
      <source>Archive</source>
      <translation>Archiv</translation>
    </message>
    <message>
      <source>Archived jobs</source>
      <translation>Archivierte Aufträge</translation>
    </message>
    <message>
      <source>Close</source>
      <translation>Schließen</translation>
    </message>
    <message numerus="yes">
      <source>Delete %n Jobs for Good</source>
      <translation>
        <numerusform>%n Auftrag endgültig löschen</numerusform>
        <numerusform>%n Aufträge endgültig löschen</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Delete %n archived jobs for good?</source>
      <translation>
        <numerusform>%n archivierten Auftrag endgültig löschen?</numerusform>
        <numerusform>%n archivierte Aufträge endgültig löschen?</numerusform>
      </translation>
    </message>
    <message>
      <source>Delete for Good</source>
      <translation>Endgültig löschen</translation>
    </message>
    <message>
      <source>End of the log</source>
      <translation>Ende des Protokolls</translation>
    </message>
    <message>
      <source>In logs: “%1”</source>
      <translation>In Protokollen: „%1“</translation>
    </message>
    <message>
      <source>Nothing in the archive matches</source>
      <translation>Nichts im Archiv passt</translation>
    </message>
    <message>
      <source>Remove filter %1</source>
      <translation>Filter %1 entfernen</translation>
    </message>
    <message>
      <source>Remove this filter</source>
      <translation>Diesen Filter entfernen</translation>
    </message>
    <message>
      <source>Search archived jobs</source>
      <translation>Archivierte Aufträge suchen</translation>
    </message>
    <message>
      <source>State</source>
      <translation>Zustand</translation>
    </message>
    <message>
      <source>The archive is empty. Settings say when ended jobs move here.</source>
      <translation>Das Archiv ist leer. Wann beendete Aufträge hierher kommen, sagen die Einstellungen.</translation>
    </message>
    <message numerus="yes">
      <source>The newest %n jobs</source>
      <translation>
        <numerusform>Der neueste %n Auftrag</numerusform>
        <numerusform>Die neuesten %n Aufträge</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>Attempts</name>
    <message>
      <source>Completed</source>
      <translation>Abgeschlossen</translation>
    </message>
    <message>
      <source>Failed</source>
      <translation>Gescheitert</translation>
    </message>
    <message>
      <source>then parked, which is no failure</source>
      <translation>dann geparkt, was kein Scheitern ist</translation>
    </message>
    <message>
      <source>then tried again</source>
      <translation>dann erneut versucht</translation>
    </message>
  </context>
  <context>
    <name>Cancellations</name>
    <message>
      <source>Cancel %1</source>
      <translation>%1 abbrechen</translation>
    </message>
    <message>
      <source>Cancelled %1</source>
      <translation>%1 abgebrochen</translation>
    </message>
    <message>
      <source>Rerun</source>
      <translation>Erneut ausführen</translation>
    </message>
    <message>
      <source>Undo</source>
      <translation>Rückgängig</translation>
    </message>
  </context>
  <context>
    <name>Chain</name>
    <message>
      <source>any %1</source>
      <translation>%1 (einer)</translation>
    </message>
    <message>
      <source>end</source>
      <translation>Ende</translation>
    </message>
    <message>
      <source>failure</source>
      <translation>Scheitern</translation>
    </message>
    <message>
      <source>starts it</source>
      <translation>startet ihn</translation>
    </message>
    <message>
      <source>success</source>
      <translation>Erfolg</translation>
    </message>
  </context>
  <context>
    <name>ChainModel</name>
    <message>
      <source>after #%1 (%2)</source>
      <translation>nach #%1 (%2)</translation>
    </message>
    <message>
      <source>then #%1</source>
      <translation>dann #%1</translation>
    </message>
  </context>
  <context>
    <name>ChainPane</name>
    <message numerus="yes">
      <source>%n jobs</source>
      <translation>
        <numerusform>%n Auftrag</numerusform>
        <numerusform>%n Aufträge</numerusform>
      </translation>
    </message>
    <message>
      <source>Arrows walk, Enter shows the job, Ctrl+wheel or Ctrl+Plus and Ctrl+Minus zoom</source>
      <translation>Pfeiltasten gehen weiter, Eingabe zeigt den Auftrag, Strg+Mausrad oder Strg+Plus und Strg+Minus vergrößern</translation>
    </message>
    <message numerus="yes">
      <source>The nearest %n jobs of a longer chain</source>
      <translation>
        <numerusform>Der nächste %n Auftrag einer längeren Kette</numerusform>
        <numerusform>Die nächsten %n Aufträge einer längeren Kette</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>ChainView</name>
    <message>
      <source>Chain</source>
      <translation>Kette</translation>
    </message>
  </context>
  <context>
    <name>CheatSheet</name>
    <message>
      <source>Keyboard Shortcuts</source>
      <translation>Tastenkürzel</translation>
    </message>
    <message>
      <source>Search keys</source>
      <translation>Tasten suchen</translation>
    </message>
  </context>
  <context>
    <name>ColumnLayout</name>
    <message>
      <source>Reset columns</source>
      <translation>Spalten zurücksetzen</translation>
    </message>
  </context>
  <context>
    <name>CommandPalette</name>
    <message>
      <source>Command palette</source>
      <translation>Befehlspalette</translation>
    </message>
    <message>
      <source>Do or find anything</source>
      <translation>Alles tun oder finden</translation>
    </message>
    <message>
      <source>Found</source>
      <translation>Gefunden</translation>
    </message>
    <message>
      <source>Nothing fits</source>
      <translation>Nichts passt</translation>
    </message>
  </context>
  <context>
    <name>CompareModel</name>
    <message>
      <source>differs</source>
      <translation>verschieden</translation>
    </message>
    <message>
      <source>nothing</source>
      <translation>nichts</translation>
    </message>
    <message>
      <source>the same</source>
      <translation>gleich</translation>
    </message>
  </context>
  <context>
    <name>CompareWindow</name>
    <message>
      <source>#%1 did not start, so it has no log.</source>
      <translation>#%1 ist nicht gestartet und hat daher kein Protokoll.</translation>
    </message>
    <message>
      <source>#%1 is an array; its tasks have logs.</source>
      <translation>#%1 ist ein Array; Protokolle haben seine Aufgaben.</translation>
    </message>
    <message>
      <source>%1 (another value)</source>
      <translation>%1 (ein anderer Wert)</translation>
    </message>
    <message>
      <source>%1 of %2</source>
      <translation>%1 von %2</translation>
    </message>
    <message>
      <source>%1 of %2 differ</source>
      <translation>%1 von %2 sind verschieden</translation>
    </message>
    <message>
      <source>%1: %2, before %3</source>
      <translation>%1: %2, vorher %3</translation>
    </message>
    <message numerus="yes">
      <source>%n differences in the last %1 lines of the logs.</source>
      <translation>
        <numerusform>%n Unterschied in den letzten %1 Zeilen der Protokolle.</numerusform>
        <numerusform>%n Unterschiede in den letzten %1 Zeilen der Protokolle.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n differences in the logs.</source>
      <translation>
        <numerusform>%n Unterschied in den Protokollen.</numerusform>
        <numerusform>%n Unterschiede in den Protokollen.</numerusform>
      </translation>
    </message>
    <message>
      <source>&amp;Only differences</source>
      <translation>Nur &amp;Unterschiede</translation>
    </message>
    <message>
      <source>&amp;Stop</source>
      <translation>&amp;Stopp</translation>
    </message>
    <message>
      <source>- only in #%1   + only in #%2</source>
      <translation>- nur in #%1   + nur in #%2</translation>
    </message>
    <message>
      <source>Attempts</source>
      <translation>Versuche</translation>
    </message>
    <message>
      <source>Close</source>
      <translation>Schließen</translation>
    </message>
    <message>
      <source>Compare #%1 with #%2</source>
      <translation>#%1 mit #%2 vergleichen</translation>
    </message>
    <message>
      <source>Compare &amp;Again</source>
      <translation>&amp;Erneut vergleichen</translation>
    </message>
    <message>
      <source>Comparing the logs</source>
      <translation>Protokolle werden verglichen</translation>
    </message>
    <message>
      <source>Config</source>
      <translation>Konfiguration</translation>
    </message>
    <message>
      <source>Cost</source>
      <translation>Kosten</translation>
    </message>
    <message>
      <source>Environment: %1</source>
      <translation>Umgebung: %1</translation>
    </message>
    <message>
      <source>Exit code</source>
      <translation>Exit-Code</translation>
    </message>
    <message>
      <source>Kind</source>
      <translation>Art</translation>
    </message>
    <message>
      <source>Last good run #%1</source>
      <translation>Letzter guter Lauf #%1</translation>
    </message>
    <message>
      <source>Most memory</source>
      <translation>Höchster Speicherbedarf</translation>
    </message>
    <message>
      <source>Name</source>
      <translation>Name</translation>
    </message>
    <message>
      <source>Needs</source>
      <translation>Braucht</translation>
    </message>
    <message>
      <source>Next difference</source>
      <translation>Nächster Unterschied</translation>
    </message>
    <message>
      <source>Previous difference</source>
      <translation>Voriger Unterschied</translation>
    </message>
    <message>
      <source>Priority</source>
      <translation>Priorität</translation>
    </message>
    <message>
      <source>Processor time</source>
      <translation>Prozessorzeit</translation>
    </message>
    <message>
      <source>Queue</source>
      <translation>Warteschlange</translation>
    </message>
    <message>
      <source>Show #%1</source>
      <translation>#%1 zeigen</translation>
    </message>
    <message>
      <source>Started</source>
      <translation>Gestartet</translation>
    </message>
    <message>
      <source>State</source>
      <translation>Zustand</translation>
    </message>
    <message>
      <source>Stopped before the logs were compared.</source>
      <translation>Angehalten, bevor die Protokolle verglichen waren.</translation>
    </message>
    <message>
      <source>Tags</source>
      <translation>Schlagwörter</translation>
    </message>
    <message>
      <source>The ends of the logs are the same.</source>
      <translation>Die Enden der Protokolle sind gleich.</translation>
    </message>
    <message>
      <source>The log of #%1 is gone.</source>
      <translation>Das Protokoll von #%1 ist nicht mehr da.</translation>
    </message>
    <message>
      <source>The logs are the same.</source>
      <translation>Die Protokolle sind gleich.</translation>
    </message>
    <message>
      <source>The logs cannot be compared: %1.</source>
      <translation>Die Protokolle können nicht verglichen werden: %1.</translation>
    </message>
    <message>
      <source>The logs differ in numbers alone.</source>
      <translation>Die Protokolle unterscheiden sich nur in Zahlen.</translation>
    </message>
    <message>
      <source>There is nothing to compare.</source>
      <translation>Es gibt nichts zu vergleichen.</translation>
    </message>
    <message>
      <source>This run #%1</source>
      <translation>Dieser Lauf #%1</translation>
    </message>
    <message>
      <source>Times, durations and addresses do not count.</source>
      <translation>Uhrzeiten, Dauern und Adressen zählen nicht.</translation>
    </message>
    <message>
      <source>Took</source>
      <translation>Dauer</translation>
    </message>
    <message>
      <source>Unknown</source>
      <translation>Unbekannt</translation>
    </message>
    <message>
      <source>What came of it</source>
      <translation>Ergebnis</translation>
    </message>
    <message>
      <source>What the runs are compared by</source>
      <translation>Worin die Läufe verglichen werden</translation>
    </message>
    <message>
      <source>unset</source>
      <translation>nicht gesetzt</translation>
    </message>
  </context>
  <context>
    <name>Completion</name>
    <message>
      <source>Completions</source>
      <translation>Vorschläge</translation>
    </message>
  </context>
  <context>
    <name>Cost</name>
    <message>
      <source>$%1</source>
      <translation>%1 $</translation>
    </message>
    <message>
      <source>about %1, estimated</source>
      <translation>etwa %1, geschätzt</translation>
    </message>
    <message>
      <source>at least %1</source>
      <translation>mindestens %1</translation>
    </message>
  </context>
  <context>
    <name>CrashNotice</name>
    <message>
      <source>Copy Details</source>
      <translation>Details kopieren</translation>
    </message>
    <message>
      <source>JobDesk crashed last time; running jobs went on. The details are in {path} and were sent nowhere.</source>
      <translation>JobDesk ist beim letzten Mal abgestürzt; laufende Aufträge liefen weiter. Die Einzelheiten stehen in {path} und wurden nirgendwohin gesendet.</translation>
    </message>
  </context>
  <context>
    <name>Deeds</name>
    <message>
      <source>%1: %2 of %3</source>
      <translation>%1: %2 von %3</translation>
    </message>
    <message numerus="yes">
      <source>%Ln jobs</source>
      <translation>
        <numerusform>%Ln Auftrag</numerusform>
        <numerusform>%Ln Aufträge</numerusform>
      </translation>
    </message>
    <message>
      <source>Stop</source>
      <translation>Stopp</translation>
    </message>
    <message>
      <source>Undo</source>
      <translation>Rückgängig</translation>
    </message>
    <message>
      <source>Undo %1</source>
      <translation>Rückgängig: %1</translation>
    </message>
  </context>
  <context>
    <name>Desk</name>
    <message>
      <source>#{number} {name} is in the archive. Restore it there to see it in the list.</source>
      <translation>#{number} {name} ist im Archiv. Stellen Sie den Auftrag dort wieder her, um ihn in der Liste zu sehen.</translation>
    </message>
    <message>
      <source>#{number} {name} is in the trash.</source>
      <translation>#{number} {name} ist im Papierkorb.</translation>
    </message>
    <message>
      <source>The jobs are run by another program ({holder}). They show here as soon as it ends.</source>
      <translation>Die Aufträge führt ein anderes Programm aus ({holder}). Sie erscheinen hier, sobald es endet.</translation>
    </message>
    <message>
      <source>The program that runs the jobs (process {holder}) does not answer. If it hangs, end it: running jobs go on, and all jobs show here then.</source>
      <translation>Das Programm, das die Aufträge ausführt (Prozess {holder}), antwortet nicht. Falls es hängt, beenden Sie es: laufende Aufträge laufen weiter, und alle Aufträge erscheinen dann hier.</translation>
    </message>
    <message>
      <source>There is no job {id} here. If there was one, it has been deleted for good.</source>
      <translation>Einen Auftrag {id} gibt es hier nicht. Falls es ihn gab, wurde er endgültig gelöscht.</translation>
    </message>
    <message>
      <source>{path} cannot be opened: {problem}</source>
      <translation>{path} lässt sich nicht öffnen: {problem}</translation>
    </message>
  </context>
  <context>
    <name>Dialogs</name>
    <message>
      <source>&amp;Redo</source>
      <translation>&amp;Wiederholen</translation>
    </message>
    <message>
      <source>&amp;Redo %1</source>
      <translation>&amp;Wiederholen: %1</translation>
    </message>
    <message>
      <source>&amp;Undo</source>
      <translation>&amp;Rückgängig</translation>
    </message>
    <message>
      <source>&amp;Undo %1</source>
      <translation>&amp;Rückgängig: %1</translation>
    </message>
    <message>
      <source>Close</source>
      <translation>Schließen</translation>
    </message>
    <message>
      <source>Copy the selection, or all</source>
      <translation>Auswahl kopieren, sonst alles</translation>
    </message>
    <message>
      <source>Earlier commands</source>
      <translation>Frühere Befehle</translation>
    </message>
    <message>
      <source>Edit %1</source>
      <translation>%1 bearbeiten</translation>
    </message>
    <message>
      <source>Empty Trash</source>
      <translation>Papierkorb leeren</translation>
    </message>
    <message>
      <source>Find</source>
      <translation>Suchen</translation>
    </message>
    <message>
      <source>Follow the end</source>
      <translation>Dem Ende folgen</translation>
    </message>
    <message>
      <source>Forms</source>
      <translation>Formulare</translation>
    </message>
    <message>
      <source>Jobs, while they have the focus</source>
      <translation>Aufträge, solange sie den Fokus haben</translation>
    </message>
    <message>
      <source>Log, while it has the focus</source>
      <translation>Protokoll, solange es den Fokus hat</translation>
    </message>
    <message>
      <source>More</source>
      <translation>Mehr</translation>
    </message>
    <message>
      <source>Name of #%1:</source>
      <translation>Name von #%1:</translation>
    </message>
    <message>
      <source>Next and previous error</source>
      <translation>Nächster und voriger Fehler</translation>
    </message>
    <message>
      <source>Next and previous match</source>
      <translation>Nächster und voriger Treffer</translation>
    </message>
    <message numerus="yes">
      <source>Remove %n Jobs for Good</source>
      <translation>
        <numerusform>%n Auftrag endgültig entfernen</numerusform>
        <numerusform>%n Aufträge endgültig entfernen</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Remove %n jobs for good?</source>
      <translation>
        <numerusform>%n Auftrag endgültig entfernen?</numerusform>
        <numerusform>%n Aufträge endgültig entfernen?</numerusform>
      </translation>
    </message>
    <message>
      <source>Rename</source>
      <translation>Umbenennen</translation>
    </message>
    <message>
      <source>Rename %1</source>
      <translation>%1 umbenennen</translation>
    </message>
    <message>
      <source>Run, add or save</source>
      <translation>Ausführen, einreihen oder speichern</translation>
    </message>
    <message>
      <source>Show the log, or answer</source>
      <translation>Protokoll zeigen oder antworten</translation>
    </message>
    <message>
      <source>Size</source>
      <translation>Größe</translation>
    </message>
    <message>
      <source>Tabs of the details</source>
      <translation>Reiter der Details</translation>
    </message>
    <message>
      <source>The trash is empty</source>
      <translation>Der Papierkorb ist leer</translation>
    </message>
    <message>
      <source>Their logs and files in the data folder go with them. This cannot be undone.</source>
      <translation>Ihre Protokolle und Dateien im Datenordner verschwinden mit ihnen. Das lässt sich nicht rückgängig machen.</translation>
    </message>
    <message>
      <source>Times, wrap</source>
      <translation>Zeiten, Umbruch</translation>
    </message>
    <message>
      <source>nothing was done yet</source>
      <translation>noch wurde nichts getan</translation>
    </message>
    <message>
      <source>nothing was undone</source>
      <translation>nichts wurde rückgängig gemacht</translation>
    </message>
  </context>
  <context>
    <name>DiffEdit</name>
    <message numerus="yes">
      <source>%n lines are the same</source>
      <translation>
        <numerusform>%n Zeile ist gleich</numerusform>
        <numerusform>%n Zeilen sind gleich</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n lines are the same but for numbers</source>
      <translation>
        <numerusform>%n Zeile ist bis auf Zahlen gleich</numerusform>
        <numerusform>%n Zeilen sind bis auf Zahlen gleich</numerusform>
      </translation>
    </message>
    <message>
      <source>Differences of the logs</source>
      <translation>Unterschiede der Protokolle</translation>
    </message>
  </context>
  <context>
    <name>EmptyState</name>
    <message>
      <source>A job is anything that takes a while: a command or a Python script. JobDesk runs it in the background, keeps its log, and goes on with it even while this window is closed.</source>
      <translation>Ein Auftrag ist alles, was eine Weile dauert: ein Befehl oder ein Python-Skript. JobDesk führt ihn im Hintergrund aus, bewahrt sein Protokoll auf und macht weiter, auch wenn dieses Fenster geschlossen ist.</translation>
    </message>
    <message>
      <source>Drop</source>
      <translation>Ablegen</translation>
    </message>
    <message>
      <source>New Job…</source>
      <translation>Neuer Auftrag…</translation>
    </message>
    <message>
      <source>Run your first job</source>
      <translation>Führen Sie Ihren ersten Auftrag aus</translation>
    </message>
    <message>
      <source>Templates</source>
      <translation>Vorlagen</translation>
    </message>
    <message>
      <source>Terminal</source>
      <translation>Terminal</translation>
    </message>
    <message>
      <source>Try a Sample Job</source>
      <translation>Einen Beispielauftrag ausprobieren</translation>
    </message>
    <message>
      <source>a script or folder anywhere in this window</source>
      <translation>ein Skript oder einen Ordner irgendwo in diesem Fenster</translation>
    </message>
    <message>
      <source>keep what you run again and again, with blanks to fill in</source>
      <translation>für alles, was Sie immer wieder starten, mit Lücken zum Ausfüllen</translation>
    </message>
  </context>
  <context>
    <name>EngineWords</name>
    <message>
      <source> and {count} more</source>
      <translation> und {count} weitere</translation>
    </message>
    <message>
      <source> or </source>
      <translation> oder </translation>
    </message>
    <message>
      <source> waits for #</source>
      <translation> wartet auf #</translation>
    </message>
    <message>
      <source>#{job} cancelled</source>
      <translation>#{job} abgebrochen</translation>
    </message>
    <message>
      <source>#{job} cannot wait for #{other}: that is the job itself.</source>
      <translation>#{job} kann nicht auf #{other} warten: das ist der Auftrag selbst.</translation>
    </message>
    <message>
      <source>#{job} cannot wait for #{other}: {way}.</source>
      <translation>#{job} kann nicht auf #{other} warten: {way}.</translation>
    </message>
    <message>
      <source>#{job} completed</source>
      <translation>#{job} abgeschlossen</translation>
    </message>
    <message>
      <source>#{job} failed</source>
      <translation>#{job} fehlgeschlagen</translation>
    </message>
    <message>
      <source>#{job} had not ended</source>
      <translation>#{job} hatte noch nicht geendet</translation>
    </message>
    <message>
      <source>#{job} has no attempt {number}, or it has left no log</source>
      <translation>#{job} hat keinen Versuch {number}, oder dieser hat kein Protokoll hinterlassen</translation>
    </message>
    <message>
      <source>#{job} is in the trash</source>
      <translation>#{job} liegt im Papierkorb</translation>
    </message>
    <message>
      <source>#{job} is no array; rerun it as a whole</source>
      <translation>#{job} ist keine Reihe; wiederholen Sie ihn im Ganzen</translation>
    </message>
    <message>
      <source>A job has no field {field} that can be set. These can: {fields}.</source>
      <translation>Ein Auftrag hat kein Feld {field}, das sich setzen lässt. Es gibt: {fields}.</translation>
    </message>
    <message>
      <source>All its tasks are held</source>
      <translation>Alle seine Teile werden zurückgehalten</translation>
    </message>
    <message>
      <source>All its tasks are paused or held</source>
      <translation>Alle seine Teile sind angehalten oder werden zurückgehalten</translation>
    </message>
    <message>
      <source>An engine already runs on {folder} ({holder}). Use it as it is, or stop it first.</source>
      <translation>Auf {folder} läuft schon eines ({holder}). So benutzen, oder erst beenden.</translation>
    </message>
    <message>
      <source>An expression of its took too long to search for in the log; it was passed over</source>
      <translation>Die Suche nach einem Ausdruck im Protokoll dauerte zu lange; er wurde übergangen</translation>
    </message>
    <message>
      <source>Another JobDesk holds {folder} but does not answer ({problem}). If it hangs, end that program; running jobs go on. Then try again.</source>
      <translation>Ein anderes JobDesk hält {folder}, antwortet aber nicht ({problem}). Falls es hängt, beenden Sie es; laufende Aufträge laufen weiter. Dann noch einmal versuchen.</translation>
    </message>
    <message>
      <source>Argument list too long</source>
      <translation>zu lange Argumente</translation>
    </message>
    <message>
      <source>Attempt {number} could not start: {problem}</source>
      <translation>Versuch {number} konnte nicht starten: {problem}</translation>
    </message>
    <message>
      <source>Cancelled by you</source>
      <translation>Von Ihnen abgebrochen</translation>
    </message>
    <message>
      <source>Cancelled by you before attempt {number} started</source>
      <translation>Von Ihnen abgebrochen, bevor Versuch {number} begann</translation>
    </message>
    <message>
      <source>Cancelled by you before it started</source>
      <translation>Von Ihnen abgebrochen, bevor er startete</translation>
    </message>
    <message>
      <source>Cannot enter the folder {folder}: {problem}</source>
      <translation>Der Ordner {folder} lässt sich nicht betreten: {problem}</translation>
    </message>
    <message>
      <source>Cannot prepare its folder: {problem}</source>
      <translation>Sein Ordner lässt sich nicht vorbereiten: {problem}</translation>
    </message>
    <message>
      <source>Cannot prepare the process: {problem}</source>
      <translation>Der Prozess lässt sich nicht vorbereiten: {problem}</translation>
    </message>
    <message>
      <source>Cannot read the environment that it was submitted with: {problem}; rerun it to use yours</source>
      <translation>Die Umgebung, mit der er eingereicht wurde, kann nicht gelesen werden: {problem}; wiederholen Sie ihn, um Ihre zu verwenden</translation>
    </message>
    <message>
      <source>Cannot read {path}: {problem}. Nothing there was changed.</source>
      <translation>{path} kann nicht gelesen werden: {problem}. Dort wurde nichts geändert.</translation>
    </message>
    <message>
      <source>Cannot run {program}: {problem}</source>
      <translation>{program} lässt sich nicht ausführen: {problem}</translation>
    </message>
    <message>
      <source>Cannot write run.json: {problem}</source>
      <translation>run.json lässt sich nicht schreiben: {problem}</translation>
    </message>
    <message>
      <source>Cannot write to its folder: {problem}</source>
      <translation>Sein Ordner lässt sich nicht beschreiben: {problem}</translation>
    </message>
    <message>
      <source>Choose another one with JOBDESK_HOME.</source>
      <translation>Mit JOBDESK_HOME einen anderen wählen.</translation>
    </message>
    <message>
      <source>Command not found: {program}</source>
      <translation>Programm nicht gefunden: {program}</translation>
    </message>
    <message>
      <source>Config not accepted: {problem}</source>
      <translation>Beschreibung nicht angenommen: {problem}</translation>
    </message>
    <message>
      <source>Could not save to {path}: {problem}. What was saved before is intact.</source>
      <translation>In {path} konnte nicht gespeichert werden: {problem}. Was vorher gespeichert war, ist unversehrt.</translation>
    </message>
    <message>
      <source>Could not save to {path}: {problem}. What was saved before is intact; free space or mend the permissions, then try again.</source>
      <translation>In {path} konnte nicht gespeichert werden: {problem}. Was vorher gespeichert war, ist unversehrt; Platz schaffen oder die Rechte berichtigen, dann noch einmal versuchen.</translation>
    </message>
    <message>
      <source>Default</source>
      <translation>Standard</translation>
    </message>
    <message>
      <source>Do not ask for it</source>
      <translation>Nicht anfordern</translation>
    </message>
    <message>
      <source>Do not wait</source>
      <translation>Nicht warten</translation>
    </message>
    <message>
      <source>Do not wait for it</source>
      <translation>Nicht darauf warten</translation>
    </message>
    <message>
      <source>Do not wait for them</source>
      <translation>Nicht darauf warten</translation>
    </message>
    <message>
      <source>Driven by a script</source>
      <translation>Von einem Skript gesteuert</translation>
    </message>
    <message>
      <source>Due now, about to start</source>
      <translation>Jetzt fällig, startet gleich</translation>
    </message>
    <message>
      <source>Ended by {signal}</source>
      <translation>Durch {signal} beendet</translation>
    </message>
    <message>
      <source>Ended by {signal}: the computer ran out of memory</source>
      <translation>Durch {signal} beendet: der Arbeitsspeicher war voll</translation>
    </message>
    <message>
      <source>Ended by {signal}: {problem}</source>
      <translation>Durch {signal} beendet: {problem}</translation>
    </message>
    <message>
      <source>Ended while nothing supervised it; exit code unknown</source>
      <translation>Unbeaufsichtigt beendet; der Exit-Code ist unbekannt</translation>
    </message>
    <message>
      <source>Exec format error</source>
      <translation>kein ausführbares Format</translation>
    </message>
    <message>
      <source>Exit code {code}</source>
      <translation>Exit-Code {code}</translation>
    </message>
    <message>
      <source>Exit code {code}: it asked for input and got none (try --yes, or yes | command)</source>
      <translation>Exit-Code {code}: das Programm wollte eine Eingabe und bekam keine (--yes versuchen, oder yes | Befehl)</translation>
    </message>
    <message>
      <source>Free space or mend the permissions, then try again.</source>
      <translation>Platz schaffen oder die Rechte berichtigen, dann noch einmal versuchen.</translation>
    </message>
    <message>
      <source>Give yourself write permission.</source>
      <translation>Geben Sie sich Schreibrechte.</translation>
    </message>
    <message>
      <source>Held by you</source>
      <translation>Von Ihnen angehalten</translation>
    </message>
    <message>
      <source>Held with its array</source>
      <translation>Mit seiner Reihe zurückgehalten</translation>
    </message>
    <message>
      <source>Held: start it when you wish</source>
      <translation>Angehalten: starten Sie ihn, wann Sie wollen</translation>
    </message>
    <message>
      <source>Held: the list was rebuilt, start it when you wish</source>
      <translation>Angehalten: die Liste wurde wiederhergestellt, starten Sie ihn, wann Sie wollen</translation>
    </message>
    <message>
      <source>Held: {problem}</source>
      <translation>Zurückgehalten: {problem}</translation>
    </message>
    <message>
      <source>Imported; start it when you wish</source>
      <translation>Importiert; starten Sie ihn, wann Sie wollen</translation>
    </message>
    <message>
      <source>Interrupted by a restart of the computer</source>
      <translation>Durch einen Neustart des Rechners unterbrochen</translation>
    </message>
    <message>
      <source>Is a directory</source>
      <translation>ein Ordner</translation>
    </message>
    <message>
      <source>It ended by SystemExit({code}), without a result</source>
      <translation>Er endete mit SystemExit({code}), ohne Ergebnis</translation>
    </message>
    <message>
      <source>It has ended; its exit code is unknown</source>
      <translation>Er ist zu Ende; sein Exit-Code ist unbekannt</translation>
    </message>
    <message>
      <source>It is a link, and none is followed in the folder of a job</source>
      <translation>Es ist eine Verknüpfung, und im Ordner eines Auftrags wird keiner gefolgt</translation>
    </message>
    <message>
      <source>It was running when the earlier system ended</source>
      <translation>Er lief, als das frühere System endete</translation>
    </message>
    <message>
      <source>Its end could not start the template {name}: {problem}</source>
      <translation>Sein Ende konnte die Vorlage {name} nicht starten: {problem}</translation>
    </message>
    <message>
      <source>Its end was noticed late: it may have ended up to {wait} earlier</source>
      <translation>Sein Ende wurde verspätet bemerkt: es kann bis zu {wait} früher gewesen sein</translation>
    </message>
    <message>
      <source>Its folder was removed while it runs: its log is lost, its end unknown</source>
      <translation>Sein Ordner wurde entfernt, während er läuft: sein Protokoll ist verloren, sein Ende unbekannt</translation>
    </message>
    <message>
      <source>Its folder was removed; how it ended is unknown</source>
      <translation>Sein Ordner wurde entfernt; wie er endete, ist unbekannt</translation>
    </message>
    <message>
      <source>Its input may be incomplete: the run command that fed it ended before all of it was passed on</source>
      <translation>Seine Eingabe ist vielleicht unvollständig: Der Befehl run, der sie weitergab, endete vor ihrem Ende</translation>
    </message>
    <message>
      <source>Its log could not be searched for what calls for another attempt</source>
      <translation>Das Protokoll ließ sich nicht nach dem durchsuchen, was einen weiteren Versuch verlangt</translation>
    </message>
    <message>
      <source>Its result was kept as text where JSON has no such values: {names}</source>
      <translation>Sein Ergebnis wurde als Text behalten, wo JSON solche Werte nicht kennt: {names}</translation>
    </message>
    <message>
      <source>Its result was not kept: it has {size} MB, and at most 1 MB is kept</source>
      <translation>Sein Ergebnis wurde nicht behalten: Es hat {size} MB, behalten wird höchstens 1 MB</translation>
    </message>
    <message>
      <source>Its result was not kept: it is larger than 1 MB</source>
      <translation>Sein Ergebnis wurde nicht behalten: Es ist größer als 1 MB</translation>
    </message>
    <message>
      <source>Its result was not kept: {problem}</source>
      <translation>Sein Ergebnis wurde nicht behalten: {problem}</translation>
    </message>
    <message>
      <source>Its supervisor does not respond: stopped, or the computer slept</source>
      <translation>Sein Aufseher antwortet nicht: angehalten, oder der Rechner hat geschlafen</translation>
    </message>
    <message>
      <source>Its tasks wait their turn</source>
      <translation>Seine Teile warten, bis sie an der Reihe sind</translation>
    </message>
    <message>
      <source>JOBDESK_HOME is a relative path</source>
      <translation>JOBDESK_HOME ist ein relativer Pfad</translation>
    </message>
    <message>
      <source>Job {job} is {old} and cannot become {new}.</source>
      <translation>Auftrag {job} ist {old} und kann nicht {new} werden.</translation>
    </message>
    <message>
      <source>Job {job} is {old} and cannot become {new}. Only a held job's status can be set from outside.</source>
      <translation>Auftrag {job} ist {old} und kann nicht {new} werden. Von außen lässt sich nur der Zustand eines zurückgehaltenen Auftrags setzen.</translation>
    </message>
    <message>
      <source>Job {job}, which it waited for, is gone</source>
      <translation>Auftrag {job}, auf den er wartete, gibt es nicht mehr</translation>
    </message>
    <message>
      <source>JobDesk could not act in time</source>
      <translation>JobDesk konnte nicht rechtzeitig handeln</translation>
    </message>
    <message>
      <source>JobDesk fails to look after it and tries again every minute ({problem})</source>
      <translation>JobDesk kann ihn nicht beaufsichtigen und versucht es jede Minute erneut ({problem})</translation>
    </message>
    <message>
      <source>JobDesk was not running</source>
      <translation>JobDesk lief nicht</translation>
    </message>
    <message>
      <source>Jobs from this window lack the variables of your login shell, such as its PATH: {problem}. Shorten the shell's start files and open JobDesk again, or open it from a terminal.</source>
      <translation>Aufträgen aus diesem Fenster fehlen die Variablen Ihrer Login-Shell, etwa deren PATH: {problem}. Kürzen Sie die Startdateien der Shell und öffnen Sie JobDesk neu, oder öffnen Sie es aus einem Terminal.</translation>
    </message>
    <message>
      <source>Load {load} a core, starts at {limit} or less</source>
      <translation>Last {load} je Kern, startet ab {limit} oder weniger</translation>
    </message>
    <message>
      <source>Missed on {time}: {problem}</source>
      <translation>Versäumt am {time}: {problem}</translation>
    </message>
    <message>
      <source>More than {count} runs missed, {first} to {last}: {problem}</source>
      <translation>Mehr als {count} Läufe versäumt, {first} bis {last}: {problem}</translation>
    </message>
    <message>
      <source>Needs {amount} GB of memory, this machine has {total}</source>
      <translation>Braucht {amount} GB Speicher, dieser Rechner hat {total}</translation>
    </message>
    <message>
      <source>Needs {amount}, this machine has {total}</source>
      <translation>Braucht {amount}, dieser Rechner hat {total}</translation>
    </message>
    <message>
      <source>Needs {amount}, {free} free</source>
      <translation>Braucht {amount}, {free} frei</translation>
    </message>
    <message>
      <source>Needs {amount}, {free} free ({jobs})</source>
      <translation>Braucht {amount}, {free} frei ({jobs})</translation>
    </message>
    <message>
      <source>Needs {amount}, {free} free ({jobs}), kept for a job ahead</source>
      <translation>Braucht {amount}, {free} frei ({jobs}), für einen Auftrag davor</translation>
    </message>
    <message>
      <source>Needs {amount}, {free} free, kept for a job ahead</source>
      <translation>Braucht {amount}, {free} frei, für einen Auftrag davor</translation>
    </message>
    <message>
      <source>Needs {amount}, {free} of {cap} left in {queue}</source>
      <translation>Braucht {amount}, {free} von {cap} sind in {queue} übrig</translation>
    </message>
    <message>
      <source>Needs {amount}, {queue} may use {cap}</source>
      <translation>Braucht {amount}, {queue} darf {cap} nutzen</translation>
    </message>
    <message>
      <source>No engine could be started on {folder}: {problem}. For a closer look: jobdesk doctor</source>
      <translation>Auf {folder} ließ sich nichts starten: {problem}. Genaueres sagt: jobdesk doctor</translation>
    </message>
    <message>
      <source>No job {job}. List the jobs with: jobdesk list</source>
      <translation>Keinen Auftrag {job} gefunden. Alle Aufträge zeigt: jobdesk list</translation>
    </message>
    <message>
      <source>No output for {limit}</source>
      <translation>Keine Ausgabe seit {limit}</translation>
    </message>
    <message>
      <source>No output for {limit}, usually {usual}</source>
      <translation>Keine Ausgabe seit {limit}, üblich sind {usual}</translation>
    </message>
    <message>
      <source>No output for {multiple} times the usual {limit}</source>
      <translation>Keine Ausgabe seit dem {multiple}-Fachen der üblichen {limit}</translation>
    </message>
    <message>
      <source>No space left on device</source>
      <translation>kein Platz mehr auf dem Datenträger</translation>
    </message>
    <message>
      <source>No such file or directory</source>
      <translation>Datei oder Ordner nicht gefunden</translation>
    </message>
    <message>
      <source>No supervisor could be started; see: jobdesk doctor</source>
      <translation>Es ließ sich kein Aufseher starten; siehe: jobdesk doctor</translation>
    </message>
    <message>
      <source>No thread could be started for it</source>
      <translation>Für ihn ließ sich kein Thread starten</translation>
    </message>
    <message>
      <source>No {resource} set up on this machine, needs {amount}</source>
      <translation>{resource} ist auf diesem Rechner nicht eingerichtet, gebraucht: {amount}</translation>
    </message>
    <message>
      <source>Not a directory</source>
      <translation>kein Ordner</translation>
    </message>
    <message>
      <source>Nothing could be recorded in its folder; how it ended is unknown</source>
      <translation>In seinem Ordner ließ sich nichts vermerken; wie er endete, ist unbekannt</translation>
    </message>
    <message>
      <source>Nothing looks after it now ({problem}); it goes on</source>
      <translation>Zurzeit beaufsichtigt ihn nichts ({problem}); er läuft weiter</translation>
    </message>
    <message>
      <source>On battery</source>
      <translation>Akkubetrieb</translation>
    </message>
    <message>
      <source>One folder keeps one state file: use that name, or another folder.</source>
      <translation>Ein Ordner hält eine Zustandsdatei: diesen Namen nehmen, oder einen anderen Ordner.</translation>
    </message>
    <message>
      <source>Or choose another one with JOBDESK_HOME.</source>
      <translation>Oder mit JOBDESK_HOME einen anderen wählen.</translation>
    </message>
    <message>
      <source>Other users may write to {folder} and so change your jobs. To stop that: chmod go-w {path}</source>
      <translation>Andere Benutzer dürfen in {folder} schreiben und so Ihre Aufträge ändern. Um das zu verhindern: chmod go-w {path}</translation>
    </message>
    <message>
      <source>Other users may write to {folder}, the folder above your jobs: they could put other files in their place. A folder in your home is safer.</source>
      <translation>Andere Benutzer dürfen in {folder} schreiben, den Ordner über Ihren Aufträgen: Sie könnten andere Dateien an deren Stelle setzen. Sicherer ist ein Ordner in Ihrem persönlichen Verzeichnis.</translation>
    </message>
    <message>
      <source>Parked until {time}</source>
      <translation>Geparkt bis {time}</translation>
    </message>
    <message>
      <source>Parked until {time} (no sooner, as it parked {count} times in a row)</source>
      <translation>Geparkt bis {time} (nicht früher, da {count}-mal hintereinander geparkt)</translation>
    </message>
    <message>
      <source>Parked until {time}: {problem}</source>
      <translation>Geparkt bis {time}: {problem}</translation>
    </message>
    <message>
      <source>Parked until {time}: {problem} (no sooner, as it parked {count} times in a row)</source>
      <translation>Geparkt bis {time}: {problem} (nicht früher, da {count}-mal hintereinander geparkt)</translation>
    </message>
    <message>
      <source>Parked, goes on in {wait}</source>
      <translation>Geparkt, geht in {wait} weiter</translation>
    </message>
    <message>
      <source>Paused by you</source>
      <translation>Von Ihnen pausiert</translation>
    </message>
    <message>
      <source>Paused with everything</source>
      <translation>Mit allem anderen angehalten</translation>
    </message>
    <message>
      <source>Paused with its array</source>
      <translation>Mit seiner Reihe angehalten</translation>
    </message>
    <message>
      <source>Paused with its queue</source>
      <translation>Mit der Warteschlange angehalten</translation>
    </message>
    <message>
      <source>Permission denied</source>
      <translation>keine Berechtigung</translation>
    </message>
    <message>
      <source>Quiet hours until {time}</source>
      <translation>Ruhezeit bis {time}</translation>
    </message>
    <message>
      <source>Ran longer than {limit}</source>
      <translation>Lief länger als {limit}</translation>
    </message>
    <message>
      <source>Ran longer than {multiple} times the usual {limit}</source>
      <translation>Lief länger als das {multiple}-Fache der üblichen {limit}</translation>
    </message>
    <message>
      <source>Read-only file system</source>
      <translation>Datenträger nur lesbar</translation>
    </message>
    <message>
      <source>Restore it</source>
      <translation>Wiederherstellen</translation>
    </message>
    <message>
      <source>Resume the queue</source>
      <translation>Warteschlange fortsetzen</translation>
    </message>
    <message>
      <source>Resume {queue}</source>
      <translation>{queue} fortsetzen</translation>
    </message>
    <message>
      <source>Retry {number} of {limit}</source>
      <translation>Wiederholung {number} von {limit}</translation>
    </message>
    <message>
      <source>Retry {number} of {limit} in {wait}</source>
      <translation>Versuch {number} von {limit} in {wait}</translation>
    </message>
    <message>
      <source>Run now</source>
      <translation>Jetzt ausführen</translation>
    </message>
    <message>
      <source>Runs longer than {limit}</source>
      <translation>Läuft länger als {limit}</translation>
    </message>
    <message>
      <source>Runs longer than {multiple} times the usual {limit}</source>
      <translation>Läuft länger als das {multiple}-Fache der üblichen {limit}</translation>
    </message>
    <message>
      <source>Saving would cut the link: move the file here, or set JOBDESK_HOME to the folder that holds it.</source>
      <translation>Speichern würde den Verweis ersetzen: die Datei hierher verschieben, oder JOBDESK_HOME auf ihren Ordner setzen.</translation>
    </message>
    <message>
      <source>Scheduled for {time}</source>
      <translation>Geplant für {time}</translation>
    </message>
    <message>
      <source>Skipped by you</source>
      <translation>Von Ihnen ausgelassen</translation>
    </message>
    <message>
      <source>Skipped: {problem}</source>
      <translation>Ausgelassen: {problem}</translation>
    </message>
    <message>
      <source>Start</source>
      <translation>Starten</translation>
    </message>
    <message>
      <source>Started at your wish over the limit: {count} of {limit} running</source>
      <translation>Auf Ihren Wunsch über der Grenze gestartet: {count} von {limit} laufen</translation>
    </message>
    <message>
      <source>Starting</source>
      <translation>Startet</translation>
    </message>
    <message>
      <source>Starts in {wait}</source>
      <translation>Startet in {wait}</translation>
    </message>
    <message>
      <source>Still running after its end: {names}</source>
      <translation>Läuft nach seinem Ende noch: {names}</translation>
    </message>
    <message>
      <source>Stopped after {limit} without output</source>
      <translation>Nach {limit} ohne Ausgabe beendet</translation>
    </message>
    <message>
      <source>Stopped after {multiple} times the usual {limit} without output</source>
      <translation>Nach dem {multiple}-Fachen der üblichen {limit} ohne Ausgabe beendet</translation>
    </message>
    <message>
      <source>Stopped because your session ended</source>
      <translation>Gestoppt, weil Ihre Sitzung endete</translation>
    </message>
    <message>
      <source>The data folder {folder} cannot be used: {problem}. {remedy}</source>
      <translation>Der Datenordner {folder} ist nicht benutzbar: {problem}. {remedy}</translation>
    </message>
    <message>
      <source>The data folder {folder}, or the lock file in it, was moved, deleted or replaced, so nothing more is saved there. What was saved before is intact, and running jobs go on. Quit JobDesk and open it again.</source>
      <translation>Der Datenordner {folder} oder die Sperrdatei darin wurde verschoben, gelöscht oder ersetzt, daher wird dort nichts mehr gespeichert. Was vorher gespeichert wurde, ist unversehrt, und laufende Aufträge gehen weiter. Beenden Sie JobDesk und öffnen Sie es wieder.</translation>
    </message>
    <message>
      <source>The disk was full when it ended; the end of its log may be missing</source>
      <translation>Der Datenträger war voll, als er endete; das Ende seines Protokolls kann fehlen</translation>
    </message>
    <message>
      <source>The environment of {job} is not kept any more: it has that of whoever repeats it</source>
      <translation>Die Umgebung von {job} ist nicht mehr gespeichert: Er hat die dessen, der ihn wiederholt</translation>
    </message>
    <message>
      <source>The input of {job} was a stream, which is over: it reads nothing</source>
      <translation>Die Eingabe von {job} war ein Strom, der zu Ende ist: Er liest nichts</translation>
    </message>
    <message>
      <source>The list was rebuilt from the job folders: {count} jobs.</source>
      <translation>Die Liste wurde aus den Ordnern der Aufträge wiederhergestellt: {count} Aufträge.</translation>
    </message>
    <message>
      <source>The log of job #{number} cannot be read: {problem}. The file: {path}</source>
      <translation>Das Protokoll von Auftrag #{number} ist nicht lesbar: {problem}. Die Datei: {path}</translation>
    </message>
    <message>
      <source>The queue is paused</source>
      <translation>Die Warteschlange ist pausiert</translation>
    </message>
    <message>
      <source>The saved list is older than the job folders: {count} newer jobs were found there and are listed again ({names}).</source>
      <translation>Die gespeicherte Liste ist älter als die Ordner der Aufträge: {count} neuere Aufträge wurden dort gefunden und stehen wieder in der Liste ({names}).</translation>
    </message>
    <message>
      <source>Try now</source>
      <translation>Jetzt versuchen</translation>
    </message>
    <message>
      <source>Unreadable: this JobDesk does not understand its record. A newer one may: update JobDesk</source>
      <translation>Unlesbar: Dieses JobDesk versteht den Eintrag nicht. Ein neueres kann es vielleicht: JobDesk aktualisieren</translation>
    </message>
    <message>
      <source>Waited longer than {limit}</source>
      <translation>Wartete länger als {limit}</translation>
    </message>
    <message>
      <source>Waited longer than {multiple} times the usual {limit}</source>
      <translation>Wartete länger als das {multiple}-Fache der üblichen {limit}</translation>
    </message>
    <message>
      <source>Waits for {jobs}</source>
      <translation>Wartet auf {jobs}</translation>
    </message>
    <message>
      <source>Waits for {jobs} to end</source>
      <translation>Wartet, bis {jobs} endet</translation>
    </message>
    <message>
      <source>Waits for {jobs} to fail</source>
      <translation>Wartet, bis {jobs} fehlschlägt</translation>
    </message>
    <message>
      <source>Waits its turn</source>
      <translation>Wartet, bis er an der Reihe ist</translation>
    </message>
    <message>
      <source>Waits longer than {limit}</source>
      <translation>Wartet länger als {limit}</translation>
    </message>
    <message>
      <source>Waits longer than {multiple} times the usual {limit}</source>
      <translation>Wartet länger als das {multiple}-Fache der üblichen {limit}</translation>
    </message>
    <message>
      <source>a calculation that has no result</source>
      <translation>eine Rechnung ohne Ergebnis</translation>
    </message>
    <message>
      <source>a file became larger than allowed</source>
      <translation>eine Datei wurde größer als erlaubt</translation>
    </message>
    <message>
      <source>a newer JobDesk wrote it (schema {schema}, this one knows {known}); update this one</source>
      <translation>ein neueres JobDesk hat sie geschrieben (Schema {schema}, dieses kennt {known}); dieses aktualisieren</translation>
    </message>
    <message>
      <source>a schedule has no such field; it has {fields}</source>
      <translation>ein Zeitplan hat kein solches Feld; er hat {fields}</translation>
    </message>
    <message>
      <source>a shell takes one line of text, not a list</source>
      <translation>eine Shell nimmt eine Zeile Text, keine Liste</translation>
    </message>
    <message>
      <source>a value holds what is no text</source>
      <translation>ein Wert enthält, was kein Text ist</translation>
    </message>
    <message>
      <source>an empty value in {text}</source>
      <translation>ein leerer Wert in {text}</translation>
    </message>
    <message>
      <source>an instruction that the processor does not know</source>
      <translation>ein Befehl, den der Prozessor nicht kennt</translation>
    </message>
    <message>
      <source>are {count}, and may be {limit}</source>
      <translation>sind {count}; erlaubt sind {limit}</translation>
    </message>
    <message>
      <source>brings the whole to more than {limit} values</source>
      <translation>bringt das Ganze auf mehr als {limit} Werte</translation>
    </message>
    <message>
      <source>can change only while the job is queued, and it is {status}</source>
      <translation>lässt sich nur ändern, solange der Auftrag wartet, und er ist {status}</translation>
    </message>
    <message>
      <source>cannot be given together with at: both say when it is due</source>
      <translation>kann nicht zusammen mit at angegeben werden: Beide sagen, wann er fällig ist</translation>
    </message>
    <message>
      <source>cannot be given together with not_before: both say when the job may start</source>
      <translation>kann nicht zusammen mit not_before angegeben werden: Beide sagen, wann der Auftrag starten darf</translation>
    </message>
    <message>
      <source>cannot be read: {problem}</source>
      <translation>lässt sich nicht lesen: {problem}</translation>
    </message>
    <message>
      <source>cannot be split into words: no closing quotation</source>
      <translation>lässt sich nicht in Wörter teilen: ein Anführungszeichen fehlt</translation>
    </message>
    <message>
      <source>cannot be split into words: no escaped character</source>
      <translation>lässt sich nicht in Wörter teilen: nach \ fehlt ein Zeichen</translation>
    </message>
    <message>
      <source>cannot be split into words: {problem}</source>
      <translation>lässt sich nicht in Wörter teilen: {problem}</translation>
    </message>
    <message>
      <source>cannot be used: {problem}</source>
      <translation>kann nicht verwendet werden: {problem}</translation>
    </message>
    <message>
      <source>each value must be a text or a number, not {value}</source>
      <translation>jeder Wert muss Text oder Zahl sein, nicht {value}</translation>
    </message>
    <message>
      <source>exit code {code}</source>
      <translation>Exit-Code {code}</translation>
    </message>
    <message>
      <source>give either "function" or "script"</source>
      <translation>entweder „function“ oder „script“ angeben</translation>
    </message>
    <message>
      <source>has a key that is not text: {name}</source>
      <translation>hat einen Schlüssel, der kein Text ist: {name}</translation>
    </message>
    <message>
      <source>has {size} MB, and may have 1 MB: put the data into a file and give its path</source>
      <translation>hat {size} MB; erlaubt ist 1 MB: Legen Sie die Daten in eine Datei und geben Sie deren Pfad an</translation>
    </message>
    <message>
      <source>has {size} MB, and may have 1 MB: unset what is large, or use --env-from engine</source>
      <translation>hat {size} MB; erlaubt ist 1 MB: Entfernen Sie große Variablen, oder verwenden Sie --env-from engine</translation>
    </message>
    <message>
      <source>holds a NUL character, which no program can be given</source>
      <translation>enthält ein NUL-Zeichen, das keinem Programm übergeben werden kann</translation>
    </message>
    <message>
      <source>holds a control character, such as a line end</source>
      <translation>enthält ein Steuerzeichen, etwa ein Zeilenende</translation>
    </message>
    <message>
      <source>holds half of a surrogate pair, which is no text</source>
      <translation>enthält ein halbes Surrogatpaar, das kein Text ist</translation>
    </message>
    <message>
      <source>holds no lines</source>
      <translation>enthält keine Zeilen</translation>
    </message>
    <message>
      <source>holds no values; an array needs at least one task</source>
      <translation>enthält keine Werte; eine Reihe braucht mindestens einen Teil</translation>
    </message>
    <message>
      <source>holds several lines: run them in a shell, or write one command on one line</source>
      <translation>enthält mehrere Zeilen: in einer Shell ausführen oder einen Befehl in eine Zeile schreiben</translation>
    </message>
    <message>
      <source>holds what is no UTF-8 text</source>
      <translation>enthält, was kein UTF-8-Text ist</translation>
    </message>
    <message>
      <source>holds {part}, which only a shell understands: run it in a shell, or quote it</source>
      <translation>enthält {part}, was nur eine Shell versteht: in einer Shell ausführen oder in Anführungszeichen setzen</translation>
    </message>
    <message>
      <source>holds ••••••••, which JobDesk shows in the place of a secret; give the secret itself</source>
      <translation>enthält ••••••••, was JobDesk statt eines Geheimnisses zeigt; geben Sie das Geheimnis selbst an</translation>
    </message>
    <message>
      <source>is a whole number of more than 63 bits</source>
      <translation>ist eine ganze Zahl von mehr als 63 Bit</translation>
    </message>
    <message>
      <source>is a {type}, which JSON cannot hold</source>
      <translation>ist ein {type}, was JSON nicht aufnehmen kann</translation>
    </message>
    <message>
      <source>is empty</source>
      <translation>ist leer</translation>
    </message>
    <message>
      <source>is empty; choose a file with a value in each line</source>
      <translation>ist leer; wählen Sie eine Datei mit einem Wert je Zeile</translation>
    </message>
    <message>
      <source>is empty; give exit codes or an expression</source>
      <translation>ist leer; geben Sie Exit-Codes oder einen Ausdruck an</translation>
    </message>
    <message>
      <source>is empty; say what to run</source>
      <translation>ist leer; geben Sie an, was laufen soll</translation>
    </message>
    <message>
      <source>is empty; write 2h, or a cron expression such as {example}</source>
      <translation>ist leer; schreiben Sie 2h oder einen Cron-Ausdruck wie {example}</translation>
    </message>
    <message>
      <source>is empty; write a time such as {example}</source>
      <translation>ist leer; schreiben Sie eine Zeit wie {example}</translation>
    </message>
    <message>
      <source>is empty; write values such as {example}</source>
      <translation>ist leer; schreiben Sie Werte wie {example}</translation>
    </message>
    <message>
      <source>is for single jobs, not for schedules</source>
      <translation>ist für einzelne Aufträge, nicht für Zeitpläne</translation>
    </message>
    <message>
      <source>is larger than 16 MB</source>
      <translation>ist größer als 16 MB</translation>
    </message>
    <message>
      <source>is larger than a megabyte</source>
      <translation>ist größer als ein Megabyte</translation>
    </message>
    <message>
      <source>is longer than there are dates</source>
      <translation>ist länger, als es Datumsangaben gibt</translation>
    </message>
    <message>
      <source>is longer than {limit} bytes</source>
      <translation>ist länger als {limit} Bytes</translation>
    </message>
    <message>
      <source>is longer than {limit} characters</source>
      <translation>ist länger als {limit} Zeichen</translation>
    </message>
    <message>
      <source>is nested deeper than {limit} levels, or holds itself</source>
      <translation>ist tiefer als {limit} Ebenen geschachtelt oder enthält sich selbst</translation>
    </message>
    <message>
      <source>is no array: {problem}</source>
      <translation>ist keine Reihe: {problem}</translation>
    </message>
    <message>
      <source>is no parameter of {template}</source>
      <translation>ist kein Parameter von {template}</translation>
    </message>
    <message>
      <source>is no regular expression: {problem}</source>
      <translation>ist kein regulärer Ausdruck: {problem}</translation>
    </message>
    <message>
      <source>is not for a job that starts now; let it wait its turn</source>
      <translation>geht nicht bei einem Auftrag, der jetzt startet; lassen Sie ihn warten, bis er an der Reihe ist</translation>
    </message>
    <message>
      <source>is not for a start over the limit; let them wait their turn</source>
      <translation>geht nicht bei einem Start über die Grenze; lassen Sie sie warten, bis sie an der Reihe sind</translation>
    </message>
    <message>
      <source>is {value}, which JSON cannot hold</source>
      <translation>ist {value}, was JSON nicht aufnehmen kann</translation>
    </message>
    <message>
      <source>is {value}, which is not the file's name</source>
      <translation>ist {value}, was nicht der Name der Datei ist</translation>
    </message>
    <message>
      <source>it already holds the state file {file}</source>
      <translation>er enthält schon die Zustandsdatei {file}</translation>
    </message>
    <message>
      <source>it belongs to another user</source>
      <translation>er gehört jemand anderem</translation>
    </message>
    <message>
      <source>it cannot be written</source>
      <translation>er ist nicht beschreibbar</translation>
    </message>
    <message>
      <source>it gave up</source>
      <translation>es gab auf</translation>
    </message>
    <message>
      <source>it used memory that does not exist</source>
      <translation>es griff auf Speicher zu, den es nicht gibt</translation>
    </message>
    <message>
      <source>it used memory that is not its own</source>
      <translation>es griff auf fremden Speicher zu</translation>
    </message>
    <message>
      <source>it used up its processor time</source>
      <translation>seine Prozessorzeit war aufgebraucht</translation>
    </message>
    <message>
      <source>it was asked to end</source>
      <translation>es wurde gebeten, zu enden</translation>
    </message>
    <message>
      <source>it was interrupted</source>
      <translation>es wurde unterbrochen</translation>
    </message>
    <message>
      <source>its path is not valid UTF-8</source>
      <translation>ihr Pfad ist kein gültiges UTF-8</translation>
    </message>
    <message>
      <source>its schedule is gone</source>
      <translation>seinen Zeitplan gibt es nicht mehr</translation>
    </message>
    <message>
      <source>its terminal or session closed</source>
      <translation>sein Terminal oder seine Sitzung wurde geschlossen</translation>
    </message>
    <message>
      <source>lies in the past</source>
      <translation>liegt in der Vergangenheit</translation>
    </message>
    <message>
      <source>limits.json cannot be used ({problem}); nothing starts until you resume the queue, then without limits.</source>
      <translation>limits.json ist nicht zu gebrauchen ({problem}); es startet nichts Neues, bis Sie die Warteschlange fortsetzen, und dann ohne Grenzen.</translation>
    </message>
    <message>
      <source>load {load} a core, starts at {limit} or less</source>
      <translation>Last {load} je Kern, startet ab {limit} oder weniger</translation>
    </message>
    <message>
      <source>makes more than {count} tasks; split it into several arrays</source>
      <translation>ergibt mehr als {count} Teile; teilen Sie es in mehrere Reihen</translation>
    </message>
    <message>
      <source>must be 1 or more</source>
      <translation>muss 1 oder mehr sein</translation>
    </message>
    <message>
      <source>must be 10 years at most</source>
      <translation>darf höchstens 10 Jahre sein</translation>
    </message>
    <message>
      <source>must be 12 characters of 0-9 and a-z</source>
      <translation>muss aus 12 Zeichen von 0-9 und a-z bestehen</translation>
    </message>
    <message>
      <source>must be a count; for a status write list_jobs(status={value})</source>
      <translation>muss eine Anzahl sein; für einen Status schreiben Sie list_jobs(status={value})</translation>
    </message>
    <message>
      <source>must be a duration such as 90s, 10m, 1h30m or 2d, not {value}</source>
      <translation>muss eine Dauer wie 90s, 10m, 1h30m oder 2d sein, nicht {value}</translation>
    </message>
    <message>
      <source>must be a job, its id or its number, not {value}</source>
      <translation>muss ein Auftrag, seine ID oder seine Nummer sein, nicht {value}</translation>
    </message>
    <message>
      <source>must be a list of ids</source>
      <translation>muss eine Liste von Kennungen sein</translation>
    </message>
    <message>
      <source>must be a list of jobs</source>
      <translation>muss eine Liste von Aufträgen sein</translation>
    </message>
    <message>
      <source>must be a list of texts</source>
      <translation>muss eine Liste von Texten sein</translation>
    </message>
    <message>
      <source>must be a list of values, or a text such as {example}</source>
      <translation>muss eine Liste von Werten sein, oder ein Text wie {example}</translation>
    </message>
    <message>
      <source>must be a moment such as {example}, not {value}</source>
      <translation>muss ein Zeitpunkt sein wie {example}, nicht {value}</translation>
    </message>
    <message>
      <source>must be a moment with its time zone, such as {example}, not {value}</source>
      <translation>muss ein Zeitpunkt mit Zeitzone sein, wie {example}, nicht {value}</translation>
    </message>
    <message>
      <source>must be a number of seconds</source>
      <translation>muss eine Zahl von Sekunden sein</translation>
    </message>
    <message>
      <source>must be a number of seconds from 0 on, not {value}</source>
      <translation>muss eine Anzahl Sekunden ab 0 sein, nicht {value}</translation>
    </message>
    <message>
      <source>must be a number, not {value}</source>
      <translation>muss eine Zahl sein, nicht {value}</translation>
    </message>
    <message>
      <source>must be a text, not {value}</source>
      <translation>muss ein Text sein, nicht {value}</translation>
    </message>
    <message>
      <source>must be a time such as 2h, or a multiple such as 3x, not {value}</source>
      <translation>muss eine Dauer wie 2h oder ein Vielfaches wie 3x sein, nicht {value}</translation>
    </message>
    <message>
      <source>must be a whole number from {least} to {most}</source>
      <translation>muss eine ganze Zahl von {least} bis {most} sein</translation>
    </message>
    <message>
      <source>must be a whole number, not {value}</source>
      <translation>muss eine ganze Zahl sein, nicht {value}</translation>
    </message>
    <message>
      <source>must be amounts by name, such as {"gpu": 1}</source>
      <translation>muss Mengen nach Namen angeben, wie {"gpu": 1}</translation>
    </message>
    <message>
      <source>must be an object of names and texts</source>
      <translation>muss ein Objekt aus Namen und Texten sein</translation>
    </message>
    <message>
      <source>must be an object, not {type}</source>
      <translation>muss ein Objekt sein, nicht {type}</translation>
    </message>
    <message>
      <source>must be engine or here, or left out, not {value}</source>
      <translation>muss engine oder here sein oder fehlen, nicht {value}</translation>
    </message>
    <message>
      <source>must be from {least} to {most}</source>
      <translation>muss von {least} bis {most} sein</translation>
    </message>
    <message>
      <source>must be from {least} to {most}, not {value}</source>
      <translation>muss von {least} bis {most} sein, nicht {value}</translation>
    </message>
    <message>
      <source>must be from {least} to {most}; to start nothing, pause or drain the queue</source>
      <translation>muss von {least} bis {most} sein; soll nichts starten, die Warteschlange anhalten oder leerlaufen lassen</translation>
    </message>
    <message>
      <source>must be like {example}, not {value}</source>
      <translation>muss wie {example} aussehen, nicht {value}</translation>
    </message>
    <message>
      <source>must be more than 0</source>
      <translation>muss mehr als 0 sein</translation>
    </message>
    <message>
      <source>must be more than {least} and at most {most}</source>
      <translation>muss mehr als {least} und höchstens {most} sein</translation>
    </message>
    <message>
      <source>must be one of {choices}</source>
      <translation>muss eines von {choices} sein</translation>
    </message>
    <message>
      <source>must be one of {choices}, not {value}</source>
      <translation>muss eines von {choices} sein, nicht {value}</translation>
    </message>
    <message>
      <source>must be seconds, 0 or more</source>
      <translation>muss 0 Sekunden oder mehr sein</translation>
    </message>
    <message>
      <source>must be seconds, more than 0</source>
      <translation>muss mehr als 0 Sekunden sein</translation>
    </message>
    <message>
      <source>must be text</source>
      <translation>muss Text sein</translation>
    </message>
    <message>
      <source>must be text, not {type}</source>
      <translation>muss Text sein, nicht {type}</translation>
    </message>
    <message>
      <source>must be the whole path of a folder, not {value}</source>
      <translation>muss der ganze Pfad eines Ordners sein, nicht {value}</translation>
    </message>
    <message>
      <source>must be true or false</source>
      <translation>muss true oder false sein</translation>
    </message>
    <message>
      <source>must be true or false, not {value}</source>
      <translation>muss true oder false sein, nicht {value}</translation>
    </message>
    <message>
      <source>must be whole numbers with commas between, not {value}</source>
      <translation>müssen ganze Zahlen mit Kommas dazwischen sein, nicht {value}</translation>
    </message>
    <message>
      <source>must read package.module:function</source>
      <translation>muss paket.modul:funktion lauten</translation>
    </message>
    <message>
      <source>names no parameter</source>
      <translation>nennt keinen Parameter</translation>
    </message>
    <message>
      <source>needs a file</source>
      <translation>braucht eine Datei</translation>
    </message>
    <message>
      <source>needs a folder</source>
      <translation>braucht einen Ordner</translation>
    </message>
    <message>
      <source>needs one of a moment (at), an interval (every) or a cron expression</source>
      <translation>braucht eines von Zeitpunkt (at), Abstand (every) oder Cron-Ausdruck</translation>
    </message>
    <message>
      <source>no Python was found; install Python, or choose one in the settings (Python for new jobs)</source>
      <translation>es wurde kein Python gefunden; installieren Sie Python, oder wählen Sie eins in den Einstellungen (Python für neue Aufträge)</translation>
    </message>
    <message>
      <source>no task of #{job} has failed</source>
      <translation>kein Teil von #{job} ist gescheitert</translation>
    </message>
    <message>
      <source>nobody read its output any more</source>
      <translation>niemand las seine Ausgabe mehr</translation>
    </message>
    <message>
      <source>of a task is that of its whole array; change it there</source>
      <translation>eines Teils ist das seiner ganzen Reihe; ändern Sie es dort</translation>
    </message>
    <message>
      <source>of an array cannot change; rerun it with changes</source>
      <translation>einer Reihe lässt sich nicht ändern; wiederholen Sie sie mit Änderungen</translation>
    </message>
    <message>
      <source>on battery</source>
      <translation>Akkubetrieb</translation>
    </message>
    <message>
      <source>quiet hours until {time}</source>
      <translation>Ruhezeit bis {time}</translation>
    </message>
    <message>
      <source>says not what to run; give "command", "function" or "script"</source>
      <translation>sagt nicht, was laufen soll; „command“, „function“ oder „script“ angeben</translation>
    </message>
    <message>
      <source>settings.json cannot be read ({problem}); the defaults are used.</source>
      <translation>settings.json lässt sich nicht lesen ({problem}); es gelten die Vorgaben.</translation>
    </message>
    <message>
      <source>settings.json: {problem}; using {value}.</source>
      <translation>settings.json: {problem}; es gilt {value}.</translation>
    </message>
    <message>
      <source>somebody or the system killed it</source>
      <translation>jemand oder das System hat es beendet</translation>
    </message>
    <message>
      <source>spec.json does not say what to run: {problem}</source>
      <translation>spec.json sagt nicht, was laufen soll: {problem}</translation>
    </message>
    <message>
      <source>takes one line, such as 1-3, 7; or several with a name each, such as size=1-3</source>
      <translation>nimmt eine Zeile, etwa 1-3, 7; oder mehrere mit je einem Namen, etwa groesse=1-3</translation>
    </message>
    <message>
      <source>the amount of {name} must be a number</source>
      <translation>die Menge von {name} muss eine Zahl sein</translation>
    </message>
    <message>
      <source>the amount of {name} must be from {least} to {most}</source>
      <translation>die Menge von {name} muss von {least} bis {most} sein</translation>
    </message>
    <message>
      <source>the combinations must all have the same parameters, in the same order</source>
      <translation>alle Kombinationen müssen dieselben Parameter in derselben Reihenfolge haben</translation>
    </message>
    <message>
      <source>the computer slept, or its clock was set</source>
      <translation>der Computer schlief, oder seine Uhr wurde gestellt</translation>
    </message>
    <message>
      <source>the earlier system's jobs could not be taken over</source>
      <translation>die Aufträge des früheren Systems konnten nicht übernommen werden</translation>
    </message>
    <message>
      <source>the value of {name} must be text</source>
      <translation>der Wert von {name} muss Text sein</translation>
    </message>
    <message>
      <source>there is no file {file}</source>
      <translation>es gibt keine Datei {file}</translation>
    </message>
    <message>
      <source>there is no folder {folder}</source>
      <translation>es gibt keinen Ordner {folder}</translation>
    </message>
    <message>
      <source>there is no job {job}</source>
      <translation>es gibt keinen Auftrag {job}</translation>
    </message>
    <message>
      <source>there is none called {name}</source>
      <translation>es gibt keine namens {name}</translation>
    </message>
    <message>
      <source>there is none of this name</source>
      <translation>es gibt keine dieses Namens</translation>
    </message>
    <message>
      <source>{count} entries of that file were no jobs; they stand in the kept file.</source>
      <translation>{count} Einträge dieser Datei waren keine Aufträge; sie stehen in der aufbewahrten Datei.</translation>
    </message>
    <message>
      <source>{count} jobs cannot be read; they are kept as they are.</source>
      <translation>{count} Aufträge sind nicht lesbar; sie bleiben, wie sie sind.</translation>
    </message>
    <message>
      <source>{count} jobs in a row have started one another; here it ends</source>
      <translation>{count} Aufträge hintereinander haben einander gestartet; hier ist Schluss</translation>
    </message>
    <message>
      <source>{count} jobs were imported from the earlier system; its file is kept as jobs_state.v0.json.</source>
      <translation>{count} Aufträge wurden vom früheren System übernommen; seine Datei bleibt als jobs_state.v0.json erhalten.</translation>
    </message>
    <message>
      <source>{count} of {limit} running</source>
      <translation>{count} von {limit} laufen</translation>
    </message>
    <message>
      <source>{count} of {limit} running ({jobs}), next</source>
      <translation>{count} von {limit} laufen ({jobs}), dieser als Nächster</translation>
    </message>
    <message>
      <source>{count} of {limit} running ({jobs}), {ahead} ahead</source>
      <translation>{count} von {limit} laufen ({jobs}), {ahead} davor</translation>
    </message>
    <message>
      <source>{count} of {limit} running, next</source>
      <translation>{count} von {limit} laufen, dieser als Nächster</translation>
    </message>
    <message>
      <source>{count} of {limit} running, the rest is kept for a job ahead</source>
      <translation>{count} von {limit} laufen, der Rest ist für einen Auftrag davor</translation>
    </message>
    <message>
      <source>{count} of {limit} running, {ahead} ahead</source>
      <translation>{count} von {limit} laufen, {ahead} davor</translation>
    </message>
    <message>
      <source>{count} of {limit} running, {jobs}</source>
      <translation>{count} von {limit} laufen, {jobs}</translation>
    </message>
    <message>
      <source>{count} of {limit} running, {jobs}, the rest is kept for a job ahead</source>
      <translation>{count} von {limit} laufen, {jobs}, der Rest ist für einen Auftrag davor</translation>
    </message>
    <message>
      <source>{count} of {limit} tasks of its array running</source>
      <translation>{count} von {limit} Aufträgen seiner Reihe laufen</translation>
    </message>
    <message>
      <source>{count} of {total} tasks cancelled</source>
      <translation>{count} von {total} Teilen abgebrochen</translation>
    </message>
    <message>
      <source>{count} of {total} tasks failed</source>
      <translation>{count} von {total} Teilen gescheitert</translation>
    </message>
    <message>
      <source>{count} runs missed, {first} to {last}: {problem}</source>
      <translation>{count} Läufe versäumt, {first} bis {last}: {problem}</translation>
    </message>
    <message>
      <source>{cron} is no cron expression: {problem}</source>
      <translation>{cron} ist kein Cron-Ausdruck: {problem}</translation>
    </message>
    <message>
      <source>{cron} never comes true</source>
      <translation>{cron} trifft nie zu</translation>
    </message>
    <message>
      <source>{damage}. The generation before it and the journals were read instead.</source>
      <translation>{damage}. Stattdessen wurden die Generation davor und die Journale gelesen.</translation>
    </message>
    <message>
      <source>{damage}; it is kept as {file}.</source>
      <translation>{damage}; sie bleibt als {file} erhalten.</translation>
    </message>
    <message>
      <source>{file} is a link to {target}</source>
      <translation>{file} ist ein Verweis auf {target}</translation>
    </message>
    <message>
      <source>{file}: {count} damaged lines were passed over.</source>
      <translation>{file}: {count} beschädigte Zeilen wurden übergangen.</translation>
    </message>
    <message>
      <source>{folder} is relative, and to which folder is not known: give the whole path</source>
      <translation>{folder} ist relativ, und zu welchem Ordner, ist nicht bekannt: Geben Sie den ganzen Pfad an</translation>
    </message>
    <message>
      <source>{folder} was open to other users; now only you can enter it.</source>
      <translation>{folder} stand anderen offen; jetzt können nur Sie ihn betreten.</translation>
    </message>
    <message>
      <source>{free} GB of memory free, starts with {limit} GB</source>
      <translation>{free} GB Speicher frei, startet ab {limit} GB</translation>
    </message>
    <message>
      <source>{function} is a generator, so nothing of it has run: name a function that loops over it</source>
      <translation>{function} ist ein Generator, also lief nichts davon: Nennen Sie eine Funktion, die ihn durchläuft</translation>
    </message>
    <message>
      <source>{kind} is no kind of job; known are {kinds}</source>
      <translation>{kind} ist keine Art von Auftrag; bekannt sind {kinds}</translation>
    </message>
    <message>
      <source>{line} must read NAME=value</source>
      <translation>{line} muss NAME=Wert lauten</translation>
    </message>
    <message>
      <source>{link} is no link to a job. Links are written as jobdesk:job/ID or jobdesk:job/ID#L120, with the id of the job.</source>
      <translation>{link} ist kein Link zu einem Auftrag. Links lauten jobdesk:job/ID oder jobdesk:job/ID#L120, mit der Kennung des Auftrags.</translation>
    </message>
    <message>
      <source>{multiple} times the usual run time applies from {least} completed runs on, so far {found}</source>
      <translation>Das {multiple}-Fache der üblichen Laufzeit gilt ab {least} erfolgreichen Läufen, bisher {found}</translation>
    </message>
    <message>
      <source>{name} cannot be the name of a variable</source>
      <translation>{name} kann kein Name einer Variablen sein</translation>
    </message>
    <message>
      <source>{name} fits {count} of them; give the id</source>
      <translation>{name} passt auf {count} davon; geben Sie die Id an</translation>
    </message>
    <message>
      <source>{name} has no choices</source>
      <translation>{name} hat keine Auswahl</translation>
    </message>
    <message>
      <source>{name} is a file, a pipe or a device instead of a folder; move it away</source>
      <translation>{name} ist eine Datei, eine Pipe oder ein Gerät statt eines Ordners; woandershin verschieben</translation>
    </message>
    <message>
      <source>{name} is no name: use a-z, 0-9 and _</source>
      <translation>{name} ist kein Name: erlaubt sind a-z, 0-9 und _</translation>
    </message>
    <message>
      <source>{name} is no time zone; give one such as {example}</source>
      <translation>{name} ist keine Zeitzone; geben Sie eine an wie {example}</translation>
    </message>
    <message>
      <source>{name} is there twice</source>
      <translation>{name} gibt es zweimal</translation>
    </message>
    <message>
      <source>{name} is there twice; write all its values on one line</source>
      <translation>{name} gibt es zweimal; alle Werte davon in eine Zeile schreiben</translation>
    </message>
    <message>
      <source>{name} stands nowhere in what is run; put it where the value goes</source>
      <translation>{name} steht nirgends in dem, was laufen soll; setzen Sie es dahin, wo der Wert hingehört</translation>
    </message>
    <message>
      <source>{problem}; tried again in {wait}</source>
      <translation>{problem}; neuer Versuch in {wait}</translation>
    </message>
    <message>
      <source>{program} names an interpreter in its first line that does not exist: {problem}</source>
      <translation>{program} nennt in der ersten Zeile einen Interpreter, den es nicht gibt: {problem}</translation>
    </message>
    <message>
      <source>{queue} is draining</source>
      <translation>{queue} läuft leer</translation>
    </message>
    <message>
      <source>{queue} is paused</source>
      <translation>{queue} ist angehalten</translation>
    </message>
    <message>
      <source>{ref} fits {count} jobs ({jobs}). Give more characters, or the number.</source>
      <translation>{ref} passt auf {count} Aufträge ({jobs}). Mehr Zeichen angeben, oder die Nummer.</translation>
    </message>
    <message>
      <source>{shell} could not be started: {problem}</source>
      <translation>{shell} ließ sich nicht starten: {problem}</translation>
    </message>
    <message>
      <source>{shell} did not answer within {seconds} s</source>
      <translation>{shell} antwortete nicht innerhalb von {seconds} s</translation>
    </message>
    <message>
      <source>{shell} ended with exit code {code} and did not answer</source>
      <translation>{shell} endete mit Exit-Code {code}, ohne zu antworten</translation>
    </message>
    <message>
      <source>{shell} printed more than {count} MB</source>
      <translation>{shell} gab mehr als {count} MB aus</translation>
    </message>
    <message>
      <source>{type} is not one of {types}</source>
      <translation>{type} ist keines von {types}</translation>
    </message>
    <message>
      <source>{value} counts to nowhere; write it as {example}</source>
      <translation>{value} zählt ins Leere; schreiben Sie es wie {example}</translation>
    </message>
  </context>
  <context>
    <name>FieldAdvice</name>
    <message>
      <source>Did you mean</source>
      <translation>Meinten Sie</translation>
    </message>
    <message>
      <source>No such file.</source>
      <translation>Diese Datei gibt es nicht.</translation>
    </message>
    <message>
      <source>No such folder.</source>
      <translation>Diesen Ordner gibt es nicht.</translation>
    </message>
    <message>
      <source>No such program.</source>
      <translation>Dieses Programm gibt es nicht.</translation>
    </message>
  </context>
  <context>
    <name>FilesPane</name>
    <message>
      <source>An address that a job reported is not opened. It can be copied.</source>
      <translation>Eine Adresse, die ein Auftrag meldete, wird nicht geöffnet. Sie lässt sich kopieren.</translation>
    </message>
    <message>
      <source>Changed</source>
      <translation>Geändert</translation>
    </message>
    <message>
      <source>Copied the path</source>
      <translation>Pfad kopiert</translation>
    </message>
    <message>
      <source>Copy Path</source>
      <translation>Pfad kopieren</translation>
    </message>
    <message>
      <source>Files</source>
      <translation>Dateien</translation>
    </message>
    <message>
      <source>It is no plain file, so it is only shown in its folder.</source>
      <translation>Es ist keine gewöhnliche Datei, also wird sie nur in ihrem Ordner gezeigt.</translation>
    </message>
    <message>
      <source>It is not there any more.</source>
      <translation>Es gibt sie nicht mehr.</translation>
    </message>
    <message>
      <source>It is outside the job's folders, so it is only shown in its folder.</source>
      <translation>Sie liegt außerhalb der Ordner des Auftrags, also wird sie nur in ihrem Ordner gezeigt.</translation>
    </message>
    <message>
      <source>It may run when it is opened, so it is only shown in its folder.</source>
      <translation>Beim Öffnen könnte es ausgeführt werden, deshalb wird es nur in seinem Ordner gezeigt.</translation>
    </message>
    <message>
      <source>Name</source>
      <translation>Name</translation>
    </message>
    <message>
      <source>No program here opens folders. It is {path}</source>
      <translation>Kein Programm hier öffnet Ordner. Es ist {path}</translation>
    </message>
    <message>
      <source>No program here opens {name}</source>
      <translation>Kein Programm hier öffnet {name}</translation>
    </message>
    <message>
      <source>Open</source>
      <translation>Öffnen</translation>
    </message>
    <message>
      <source>Select a file first</source>
      <translation>Wählen Sie zuerst eine Datei aus</translation>
    </message>
    <message>
      <source>Show in Folder</source>
      <translation>Im Ordner zeigen</translation>
    </message>
    <message>
      <source>Size</source>
      <translation>Größe</translation>
    </message>
  </context>
  <context>
    <name>FilterBar</name>
    <message>
      <source>%1 of %2</source>
      <translation>%1 von %2</translation>
    </message>
    <message>
      <source>In logs: “%1”</source>
      <translation>In Protokollen: „%1“</translation>
    </message>
    <message>
      <source>Remove filter %1</source>
      <translation>Filter %1 entfernen</translation>
    </message>
    <message>
      <source>Remove this filter</source>
      <translation>Diesen Filter entfernen</translation>
    </message>
    <message>
      <source>Search in Logs</source>
      <translation>In Protokollen suchen</translation>
    </message>
    <message>
      <source>Search in Logs for “%1”</source>
      <translation>In Protokollen nach „%1“ suchen</translation>
    </message>
    <message numerus="yes">
      <source>Show %n Archived Jobs</source>
      <translation>
        <numerusform>%n archivierten Auftrag zeigen</numerusform>
        <numerusform>%n archivierte Aufträge zeigen</numerusform>
      </translation>
    </message>
    <message>
      <source>Show All</source>
      <translation>Alle zeigen</translation>
    </message>
    <message>
      <source>Stop</source>
      <translation>Stopp</translation>
    </message>
    <message>
      <source>Stop searching the logs</source>
      <translation>Suche in Protokollen beenden</translation>
    </message>
    <message>
      <source>“%1”</source>
      <translation>„%1“</translation>
    </message>
  </context>
  <context>
    <name>Filters</name>
    <message numerus="yes">
      <source>%n logs cannot be read</source>
      <translation>
        <numerusform>%n Protokoll lässt sich nicht lesen</numerusform>
        <numerusform>%n Protokolle lassen sich nicht lesen</numerusform>
      </translation>
    </message>
    <message>
      <source>Filters</source>
      <translation>Filter</translation>
    </message>
    <message>
      <source>No cancelled jobs</source>
      <translation>Keine abgebrochenen Aufträge</translation>
    </message>
    <message>
      <source>No completed jobs</source>
      <translation>Keine abgeschlossenen Aufträge</translation>
    </message>
    <message>
      <source>No failed jobs</source>
      <translation>Keine fehlgeschlagenen Aufträge</translation>
    </message>
    <message>
      <source>No job needs you</source>
      <translation>Kein Auftrag braucht Sie</translation>
    </message>
    <message>
      <source>No jobs: %1</source>
      <translation>Keine Aufträge: %1</translation>
    </message>
    <message>
      <source>No log with "%1" was found</source>
      <translation>In keinem Protokoll steht „%1“</translation>
    </message>
    <message>
      <source>No queued jobs</source>
      <translation>Keine wartenden Aufträge</translation>
    </message>
    <message>
      <source>No running jobs</source>
      <translation>Keine laufenden Aufträge</translation>
    </message>
    <message>
      <source>No scheduled jobs</source>
      <translation>Keine geplanten Aufträge</translation>
    </message>
    <message>
      <source>Nothing matches "%1"</source>
      <translation>Nichts passt zu „%1“</translation>
    </message>
    <message numerus="yes">
      <source>Of %n logs only the last %1 MB were read</source>
      <translation>
        <numerusform>Von %n Protokoll wurden nur die letzten %1 MB gelesen</numerusform>
        <numerusform>Von %n Protokollen wurden nur die letzten %1 MB gelesen</numerusform>
      </translation>
    </message>
    <message>
      <source>Only logs of archived jobs have "%1"</source>
      <translation>Nur Protokolle archivierter Aufträge enthalten „%1“</translation>
    </message>
    <message>
      <source>Searching logs, %1 of %2</source>
      <translation>Durchsucht Protokolle, %1 von %2</translation>
    </message>
    <message>
      <source>Searching the archive, %1 logs so far</source>
      <translation>Durchsucht das Archiv, bisher %1 Protokolle</translation>
    </message>
    <message>
      <source>Stopped after %1 logs of the archive</source>
      <translation>Nach %1 Protokollen des Archivs beendet</translation>
    </message>
    <message>
      <source>Stopped at %1 of %2 logs</source>
      <translation>Nach %1 von %2 Protokollen beendet</translation>
    </message>
    <message>
      <source>The trash is empty</source>
      <translation>Der Papierkorb ist leer</translation>
    </message>
  </context>
  <context>
    <name>FoldRows</name>
    <message numerus="yes">
      <source>%n jobs</source>
      <translation>
        <numerusform>%n Auftrag</numerusform>
        <numerusform>%n Aufträge</numerusform>
      </translation>
    </message>
    <message>
      <source>1-100 or a, b, c for {i}; lines such as size=1-3 for {size}, of which all combinations are run</source>
      <translation>1-100 oder a, b, c für {i}; Zeilen wie size=1-3 für {size}, von denen alle Kombinationen laufen</translation>
    </message>
    <message>
      <source>2h is a time, 3x a multiple of the usual one.</source>
      <translation>2h ist eine Dauer, 3x ein Vielfaches der üblichen.</translation>
    </message>
    <message>
      <source>Always</source>
      <translation>Immer</translation>
    </message>
    <message>
      <source>As in the settings</source>
      <translation>Wie in den Einstellungen</translation>
    </message>
    <message>
      <source>For each line of a file</source>
      <translation>Für jede Zeile einer Datei</translation>
    </message>
    <message>
      <source>For each value, or combination of values</source>
      <translation>Für jeden Wert oder jede Kombination</translation>
    </message>
    <message numerus="yes">
      <source>For the same %n values</source>
      <translation>
        <numerusform>Für denselben %n Wert</numerusform>
        <numerusform>Für dieselben %n Werte</numerusform>
      </translation>
    </message>
    <message>
      <source>Never</source>
      <translation>Nie</translation>
    </message>
    <message>
      <source>On exit codes, or what the log holds</source>
      <translation>Bei Exit-Codes oder Worten im Protokoll</translation>
    </message>
    <message>
      <source>Once</source>
      <translation>Einmal</translation>
    </message>
    <message>
      <source>Only if it asks for it</source>
      <translation>Nur wenn er darum bittet</translation>
    </message>
    <message numerus="yes">
      <source>The usual one is %1, the median of %n runs.</source>
      <translation>
        <numerusform>Üblich ist %1, nach %n Lauf.</numerusform>
        <numerusform>Üblich ist %1, der Median von %n Läufen.</numerusform>
      </translation>
    </message>
    <message>
      <source>Then</source>
      <translation>Danach</translation>
    </message>
    <message>
      <source>There is %1 (memory in GB)</source>
      <translation>Es gibt %1 (memory in GB)</translation>
    </message>
    <message>
      <source>Time limits</source>
      <translation>Zeitgrenzen</translation>
    </message>
    <message>
      <source>Values may hold {job_number}, {job_name}, {exit_code}, {log}, {result}</source>
      <translation>Werte dürfen {job_number}, {job_name}, {exit_code}, {log} und {result} enthalten</translation>
    </message>
    <message>
      <source>When it ends</source>
      <translation>Wenn er endet</translation>
    </message>
    <message>
      <source>When it fails</source>
      <translation>Wenn er scheitert</translation>
    </message>
    <message>
      <source>When it succeeds</source>
      <translation>Wenn er gelingt</translation>
    </message>
    <message>
      <source>When its log tells of a usage limit</source>
      <translation>Wenn sein Protokoll ein Nutzungslimit nennt</translation>
    </message>
    <message>
      <source>start nothing</source>
      <translation>nichts starten</translation>
    </message>
  </context>
  <context>
    <name>Forecast</name>
    <message>
      <source>All done about %1</source>
      <translation>Alles fertig etwa %1</translation>
    </message>
    <message>
      <source>All jobs</source>
      <translation>Alle Aufträge</translation>
    </message>
    <message>
      <source>Done about %1</source>
      <translation>Fertig etwa %1</translation>
    </message>
    <message>
      <source>End unknown</source>
      <translation>Ende unbekannt</translation>
    </message>
    <message>
      <source>It comes from the progress that a job reports, or from three earlier runs of its name.</source>
      <translation>Es ergibt sich aus dem Fortschritt, den ein Auftrag meldet, oder aus drei früheren Läufen seines Namens.</translation>
    </message>
    <message>
      <source>Nothing runs or waits for its turn</source>
      <translation>Nichts läuft oder wartet, bis es an der Reihe ist</translation>
    </message>
    <message>
      <source>Start unknown</source>
      <translation>Beginn unbekannt</translation>
    </message>
    <message>
      <source>Starts about %1</source>
      <translation>Beginnt etwa %1</translation>
    </message>
    <message>
      <source>What is to come</source>
      <translation>Was kommt</translation>
    </message>
    <message numerus="yes">
      <source>When all is done cannot be told: of %n jobs the end is not known</source>
      <translation>
        <numerusform>Wann alles fertig ist, lässt sich nicht sagen: Von %n Auftrag ist das Ende nicht bekannt</numerusform>
        <numerusform>Wann alles fertig ist, lässt sich nicht sagen: Von %n Aufträgen ist das Ende nicht bekannt</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>and %n more</source>
      <translation>
        <numerusform>und %n weiterer</numerusform>
        <numerusform>und %n weitere</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>FormField</name>
    <message>
      <source>Browse for %1</source>
      <translation>Durchsuchen für %1</translation>
    </message>
    <message>
      <source>Browse…</source>
      <translation>Durchsuchen…</translation>
    </message>
    <message>
      <source>Choose: %1</source>
      <translation>Auswählen: %1</translation>
    </message>
    <message>
      <source>NAME=value</source>
      <translation>NAME=Wert</translation>
    </message>
    <message>
      <source>Use %1</source>
      <translation>%1 verwenden</translation>
    </message>
  </context>
  <context>
    <name>FormSummary</name>
    <message>
      <source>First run %1,</source>
      <translation>Erster Lauf %1,</translation>
    </message>
    <message>
      <source>Held</source>
      <translation>Angehalten</translation>
    </message>
    <message>
      <source>Last run: %1,</source>
      <translation>Letzter Lauf: %1,</translation>
    </message>
    <message>
      <source>Likely %1 to %2</source>
      <translation>Wahrscheinlich %1 bis %2</translation>
    </message>
    <message>
      <source>Looking at the queue</source>
      <translation>Die Warteschlange wird angesehen</translation>
    </message>
    <message>
      <source>Next in %1,</source>
      <translation>Als Nächstes in %1,</translation>
    </message>
    <message>
      <source>No run like it yet, so how long it takes is not known</source>
      <translation>Noch kein Lauf wie dieser, also ist die Dauer nicht bekannt</translation>
    </message>
    <message numerus="yes">
      <source>Queued behind %n</source>
      <translation>
        <numerusform>Wartet hinter %n Auftrag</numerusform>
        <numerusform>Wartet hinter %n Aufträgen</numerusform>
      </translation>
    </message>
    <message>
      <source>Starts %1</source>
      <translation>Startet %1</translation>
    </message>
    <message>
      <source>Starts now</source>
      <translation>Startet jetzt</translation>
    </message>
    <message>
      <source>Starts once it is described</source>
      <translation>Startet, sobald er beschrieben ist</translation>
    </message>
    <message>
      <source>Starts when you say</source>
      <translation>Startet, wann Sie es sagen</translation>
    </message>
    <message>
      <source>Usually %1</source>
      <translation>Meist %1</translation>
    </message>
    <message>
      <source>although: %1</source>
      <translation>obwohl: %1</translation>
    </message>
    <message numerus="yes">
      <source>from %n runs of the same</source>
      <translation>
        <numerusform>aus %n gleichen Lauf</numerusform>
        <numerusform>aus %n gleichen Läufen</numerusform>
      </translation>
    </message>
    <message>
      <source>in %1</source>
      <translation>in %1</translation>
    </message>
    <message>
      <source>nothing new starts until you resume it</source>
      <translation>nichts Neues startet, bis Sie sie fortsetzen</translation>
    </message>
    <message>
      <source>so the job can never start</source>
      <translation>startet so nie</translation>
    </message>
    <message>
      <source>then %1</source>
      <translation>dann %1</translation>
    </message>
    <message>
      <source>until you start it</source>
      <translation>bis Sie ihn starten</translation>
    </message>
    <message>
      <source>when a job ends</source>
      <translation>wenn ein Auftrag endet</translation>
    </message>
  </context>
  <context>
    <name>GlanceStrip</name>
    <message>
      <source>Load</source>
      <translation>Auslastung</translation>
    </message>
  </context>
  <context>
    <name>HandedOver</name>
    <message>
      <source>it is no job file: {problem}</source>
      <translation>es ist keine Auftragsdatei: {problem}</translation>
    </message>
    <message>
      <source>it is no script, job file, template or folder</source>
      <translation>es ist weder Skript noch Auftragsdatei, Vorlage oder Ordner</translation>
    </message>
    <message>
      <source>it is too large for a job file</source>
      <translation>es ist zu groß für eine Auftragsdatei</translation>
    </message>
  </context>
  <context>
    <name>Hindrances</name>
    <message numerus="yes">
      <source>%Ln an array, whose tasks wait their turn</source>
      <translation>
        <numerusform>%Ln eine Reihe, deren Teile warten, bis sie an der Reihe sind</numerusform>
        <numerusform>%Ln Reihen, deren Teile warten, bis sie an der Reihe sind</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln driven by a script</source>
      <translation>
        <numerusform>%Ln wird von einem Skript gesteuert</numerusform>
        <numerusform>%Ln werden von einem Skript gesteuert</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln had changed meanwhile</source>
      <translation>
        <numerusform>%Ln hatte sich inzwischen geändert</numerusform>
        <numerusform>%Ln hatten sich inzwischen geändert</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln had ended already</source>
      <translation>
        <numerusform>%Ln war schon beendet</numerusform>
        <numerusform>%Ln waren schon beendet</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln had started already</source>
      <translation>
        <numerusform>%Ln war schon gestartet</numerusform>
        <numerusform>%Ln waren schon gestartet</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln in the trash</source>
      <translation>
        <numerusform>%Ln liegt im Papierkorb</numerusform>
        <numerusform>%Ln liegen im Papierkorb</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln left as they were</source>
      <translation>
        <numerusform>%Ln unverändert</numerusform>
        <numerusform>%Ln unverändert</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln not held</source>
      <translation>
        <numerusform>%Ln wird nicht zurückgehalten</numerusform>
        <numerusform>%Ln werden nicht zurückgehalten</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln not in the trash</source>
      <translation>
        <numerusform>%Ln liegt nicht im Papierkorb</numerusform>
        <numerusform>%Ln liegen nicht im Papierkorb</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln not queued</source>
      <translation>
        <numerusform>%Ln nicht eingereiht</numerusform>
        <numerusform>%Ln nicht eingereiht</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln not waiting in the queue</source>
      <translation>
        <numerusform>%Ln wartet nicht in der Warteschlange</numerusform>
        <numerusform>%Ln warten nicht in der Warteschlange</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln part of an array, and stays with it</source>
      <translation>
        <numerusform>%Ln Teil einer Reihe, der bei ihr bleibt</numerusform>
        <numerusform>%Ln Teile einer Reihe, die bei ihr bleiben</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln still running or waiting</source>
      <translation>
        <numerusform>%Ln läuft oder wartet noch</numerusform>
        <numerusform>%Ln laufen oder warten noch</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln stopping already</source>
      <translation>
        <numerusform>%Ln hält schon an</numerusform>
        <numerusform>%Ln halten schon an</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln waiting for other jobs</source>
      <translation>
        <numerusform>%Ln wartet auf andere Aufträge</numerusform>
        <numerusform>%Ln warten auf andere Aufträge</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>JobColumns</name>
    <message>
      <source>#</source>
      <translation>Nr.</translation>
    </message>
    <message>
      <source>A job of a higher priority starts earlier; a number lies between levels</source>
      <translation>Ein Auftrag höherer Priorität startet früher; eine Zahl liegt zwischen den Stufen</translation>
    </message>
    <message>
      <source>CPU</source>
      <translation>CPU</translation>
    </message>
    <message>
      <source>Cost</source>
      <translation>Kosten</translation>
    </message>
    <message>
      <source>Created</source>
      <translation>Erstellt</translation>
    </message>
    <message>
      <source>Depends on</source>
      <translation>Hängt ab von</translation>
    </message>
    <message>
      <source>Elapsed</source>
      <translation>Dauer</translation>
    </message>
    <message>
      <source>Exit code</source>
      <translation>Exit-Code</translation>
    </message>
    <message>
      <source>Finished</source>
      <translation>Beendet</translation>
    </message>
    <message>
      <source>Finishes</source>
      <translation>Endet</translation>
    </message>
    <message>
      <source>Folder</source>
      <translation>Ordner</translation>
    </message>
    <message>
      <source>How long ago a running job last wrote to its log, or started if it wrote nothing</source>
      <translation>Wie lange es her ist, dass ein laufender Auftrag zuletzt in sein Protokoll schrieb, oder startete, wenn er nichts schrieb</translation>
    </message>
    <message>
      <source>How long the job has run, or took; waiting is not counted</source>
      <translation>Wie lange der Auftrag läuft oder gedauert hat; Warten zählt nicht</translation>
    </message>
    <message>
      <source>How many failures of the job were followed by another attempt</source>
      <translation>Auf wie viele Fehlschläge des Auftrags ein weiterer Versuch folgte</translation>
    </message>
    <message>
      <source>Kind</source>
      <translation>Art</translation>
    </message>
    <message>
      <source>Last line</source>
      <translation>Letzte Zeile</translation>
    </message>
    <message>
      <source>Machine</source>
      <translation>Rechner</translation>
    </message>
    <message>
      <source>Memory (peak)</source>
      <translation>Speicher (Spitze)</translation>
    </message>
    <message>
      <source>Name</source>
      <translation>Name</translation>
    </message>
    <message>
      <source>Needs</source>
      <translation>Braucht</translation>
    </message>
    <message>
      <source>Notes</source>
      <translation>Notizen</translation>
    </message>
    <message>
      <source>Number</source>
      <translation>Nummer</translation>
    </message>
    <message>
      <source>Number (PID) of the running job's own process; empty once it has ended</source>
      <translation>Nummer (PID) des eigenen Prozesses eines laufenden Auftrags; leer, sobald er beendet ist</translation>
    </message>
    <message>
      <source>Priority</source>
      <translation>Priorität</translation>
    </message>
    <message>
      <source>Process</source>
      <translation>Prozess</translation>
    </message>
    <message>
      <source>Processor time used: of a running job, by all its processes so far; of an ended one, by its own process and those that this one waited for. More than Elapsed means that several worked at the same time</source>
      <translation>Verbrauchte Prozessorzeit: bei einem laufenden Auftrag von allen seinen Prozessen bisher, bei einem beendeten von seinem eigenen Prozess und denen, auf die dieser gewartet hat. Mehr als unter Dauer heißt, dass mehrere gleichzeitig arbeiteten</translation>
    </message>
    <message>
      <source>Progress</source>
      <translation>Fortschritt</translation>
    </message>
    <message>
      <source>Queue</source>
      <translation>Warteschlange</translation>
    </message>
    <message>
      <source>Read from its output</source>
      <translation>Aus der Ausgabe gelesen</translation>
    </message>
    <message>
      <source>Retries</source>
      <translation>Neuversuche</translation>
    </message>
    <message>
      <source>Short number of the job, never used again in this data folder</source>
      <translation>Kurze Nummer des Auftrags, in diesem Datenordner nie wieder vergeben</translation>
    </message>
    <message>
      <source>Silent for</source>
      <translation>Still seit</translation>
    </message>
    <message>
      <source>Started</source>
      <translation>Gestartet</translation>
    </message>
    <message>
      <source>State</source>
      <translation>Zustand</translation>
    </message>
    <message>
      <source>Tags</source>
      <translation>Schlagwörter</translation>
    </message>
    <message>
      <source>The folder that the job starts in</source>
      <translation>Der Ordner, in dem der Auftrag startet</translation>
    </message>
    <message>
      <source>The job's own exit code; negative is the signal that ended it; empty is unknown</source>
      <translation>Der eigene Exit-Code des Auftrags; negativ ist das Signal, das ihn beendete; leer ist unbekannt</translation>
    </message>
    <message>
      <source>The jobs whose end this one waits for before it starts</source>
      <translation>Die Aufträge, auf deren Ende dieser wartet, bevor er startet</translation>
    </message>
    <message>
      <source>The most memory held at a time: of a running job, by all its processes together, as seen every 2 s while this column shows; of an ended one, by the largest of its processes, as the system measured</source>
      <translation>Der meiste Speicher, der zu einer Zeit belegt war: bei einem laufenden Auftrag von allen seinen Prozessen zusammen, alle 2 s gesehen, während diese Spalte gezeigt wird; bei einem beendeten vom größten seiner Prozesse, wie das System es gemessen hat</translation>
    </message>
    <message>
      <source>The named queue that it waits in</source>
      <translation>Die Warteschlange, in der er wartet</translation>
    </message>
    <message>
      <source>What a running or failed job wrote last</source>
      <translation>Was ein laufender oder fehlgeschlagener Auftrag zuletzt schrieb</translation>
    </message>
    <message>
      <source>What sort of job it is</source>
      <translation>Um welche Art Auftrag es sich handelt</translation>
    </message>
    <message>
      <source>What the job does now, or how it ended</source>
      <translation>Was der Auftrag gerade tut oder wie er endete</translation>
    </message>
    <message>
      <source>What the job has cost so far: as reported, ≈ estimated, or ≥ at least; empty if unmetered</source>
      <translation>Was der Auftrag bisher gekostet hat: wie gemeldet, ≈ geschätzt oder ≥ mindestens; leer, wenn ohne Kosten</translation>
    </message>
    <message>
      <source>What the job is doing, what it waits for, or what came of it</source>
      <translation>Was der Auftrag tut, worauf er wartet oder was herauskam</translation>
    </message>
    <message>
      <source>What the job occupies while it runs</source>
      <translation>Was der Auftrag belegt, solange er läuft</translation>
    </message>
    <message>
      <source>What you called the job, or its command line</source>
      <translation>Wie Sie den Auftrag genannt haben, oder seine Befehlszeile</translation>
    </message>
    <message>
      <source>What you noted about the job</source>
      <translation>Was Sie sich zum Auftrag notiert haben</translation>
    </message>
    <message>
      <source>When the job was added</source>
      <translation>Wann der Auftrag hinzugefügt wurde</translation>
    </message>
    <message>
      <source>When the job will be done, by its own pace</source>
      <translation>Wann der Auftrag nach seinem eigenen Tempo fertig ist</translation>
    </message>
    <message>
      <source>When the job's own process ended</source>
      <translation>Wann der eigene Prozess des Auftrags endete</translation>
    </message>
    <message>
      <source>When the job's own process started</source>
      <translation>Wann der eigene Prozess des Auftrags startete</translation>
    </message>
    <message>
      <source>Where the job runs</source>
      <translation>Wo der Auftrag läuft</translation>
    </message>
    <message>
      <source>Words that you gave the job</source>
      <translation>Wörter, die Sie dem Auftrag gegeben haben</translation>
    </message>
    <message numerus="yes">
      <source>array of %n tasks</source>
      <translation>
        <numerusform>Reihe aus %n Teil</numerusform>
        <numerusform>Reihe aus %n Teilen</numerusform>
      </translation>
    </message>
    <message>
      <source>none</source>
      <translation>keine</translation>
    </message>
  </context>
  <context>
    <name>JobDeeds</name>
    <message>
      <source>#{number} has no command line to copy.</source>
      <translation>#{number} hat keine Befehlszeile zum Kopieren.</translation>
    </message>
    <message>
      <source>Archive %1</source>
      <translation>%1 archivieren</translation>
    </message>
    <message>
      <source>Clear %1</source>
      <translation>%1 aufräumen</translation>
    </message>
    <message>
      <source>Copied</source>
      <translation>Kopiert</translation>
    </message>
    <message>
      <source>Move %1 to Trash</source>
      <translation>%1 in den Papierkorb legen</translation>
    </message>
    <message>
      <source>Moved %1 to Trash</source>
      <translation>%1 in den Papierkorb gelegt</translation>
    </message>
    <message>
      <source>Moved %1 to the archive</source>
      <translation>%1 ins Archiv verschoben</translation>
    </message>
    <message>
      <source>No job has ended that could be cleared</source>
      <translation>Kein Auftrag ist beendet, der sich aufräumen ließe</translation>
    </message>
    <message>
      <source>No program here opens folders. It is {folder}</source>
      <translation>Kein Programm hier öffnet Ordner. Es ist {folder}</translation>
    </message>
    <message>
      <source>Remove %1</source>
      <translation>%1 entfernen</translation>
    </message>
    <message numerus="yes">
      <source>Removed %n jobs for good</source>
      <translation>
        <numerusform>%n Auftrag endgültig entfernt</numerusform>
        <numerusform>%n Aufträge endgültig entfernt</numerusform>
      </translation>
    </message>
    <message>
      <source>Rerun %1</source>
      <translation>%1 erneut ausführen</translation>
    </message>
    <message>
      <source>Rerun Failed Tasks of %1</source>
      <translation>Fehlgeschlagene Aufgaben von %1 erneut ausführen</translation>
    </message>
    <message>
      <source>Restore %1</source>
      <translation>%1 wiederherstellen</translation>
    </message>
    <message>
      <source>Restored %1</source>
      <translation>%1 wiederhergestellt</translation>
    </message>
    <message>
      <source>Sample: count to 30</source>
      <translation>Beispiel: bis 30 zählen</translation>
    </message>
    <message>
      <source>Start %1</source>
      <translation>%1 starten</translation>
    </message>
    <message>
      <source>Started %1</source>
      <translation>%1 gestartet</translation>
    </message>
  </context>
  <context>
    <name>JobDetail</name>
    <message>
      <source>%1 %2</source>
      <comment>how many jobs are in a state, and its word</comment>
      <translation>%2: %1</translation>
    </message>
    <message>
      <source>%1 in all</source>
      <comment>a duration</comment>
      <translation>%1 insgesamt</translation>
    </message>
    <message>
      <source>%1 jobs selected</source>
      <translation>%1 Aufträge ausgewählt</translation>
    </message>
    <message>
      <source>Chain</source>
      <translation>Kette</translation>
    </message>
    <message>
      <source>Compare with Last Good Run</source>
      <translation>Mit letztem guten Lauf vergleichen</translation>
    </message>
    <message>
      <source>Config</source>
      <translation>Konfiguration</translation>
    </message>
    <message>
      <source>Copy as Command</source>
      <translation>Als Befehl kopieren</translation>
    </message>
    <message>
      <source>Cost</source>
      <translation>Kosten</translation>
    </message>
    <message>
      <source>Details of the job</source>
      <translation>Einzelheiten des Auftrags</translation>
    </message>
    <message>
      <source>Edit Notes of #%1</source>
      <translation>Notizen zu #%1 bearbeiten</translation>
    </message>
    <message>
      <source>Files</source>
      <translation>Dateien</translation>
    </message>
    <message>
      <source>Log</source>
      <translation>Protokoll</translation>
    </message>
    <message>
      <source>No job selected</source>
      <translation>Kein Auftrag ausgewählt</translation>
    </message>
    <message>
      <source>Overview</source>
      <translation>Überblick</translation>
    </message>
    <message>
      <source>Select one to see its log</source>
      <translation>Wählen Sie einen aus, um sein Protokoll zu sehen</translation>
    </message>
  </context>
  <context>
    <name>JobFacts</name>
    <message>
      <source>%1 (median)</source>
      <translation>%1 (Median)</translation>
    </message>
    <message>
      <source>%1, at most %2 so far</source>
      <translation>%1, bisher höchstens %2</translation>
    </message>
    <message>
      <source>%1. Last line: %2</source>
      <translation>%1. Letzte Zeile: %2</translation>
    </message>
    <message>
      <source>, now %1 % of a processor</source>
      <translation>, jetzt %1 % eines Prozessors</translation>
    </message>
    <message>
      <source>, of which the computer was awake %1</source>
      <translation>, davon war der Computer %1 wach</translation>
    </message>
    <message>
      <source>Added</source>
      <translation>Hinzugefügt</translation>
    </message>
    <message>
      <source>At least this: the run ended before it reported all</source>
      <translation>Mindestens so viel: der Lauf endete, bevor er alles meldete</translation>
    </message>
    <message>
      <source>Attempt</source>
      <translation>Versuch</translation>
    </message>
    <message>
      <source>Attempt %1</source>
      <translation>Versuch %1</translation>
    </message>
    <message>
      <source>Cost</source>
      <translation>Kosten</translation>
    </message>
    <message>
      <source>Done</source>
      <translation>Erledigt</translation>
    </message>
    <message>
      <source>Ended</source>
      <translation>Beendet</translation>
    </message>
    <message>
      <source>Ended by</source>
      <translation>Beendet durch</translation>
    </message>
    <message>
      <source>Environment</source>
      <translation>Umgebung</translation>
    </message>
    <message>
      <source>Error</source>
      <translation>Fehler</translation>
    </message>
    <message>
      <source>Estimated by the job from its use</source>
      <translation>Vom Auftrag aus seinem Verbrauch geschätzt</translation>
    </message>
    <message>
      <source>Exit code</source>
      <translation>Exit-Code</translation>
    </message>
    <message>
      <source>Finishes</source>
      <translation>Endet</translation>
    </message>
    <message>
      <source>Id</source>
      <translation>Kennung</translation>
    </message>
    <message>
      <source>If that cannot be</source>
      <translation>Wenn das nicht geht</translation>
    </message>
    <message>
      <source>It is held</source>
      <translation>Er wird angehalten</translation>
    </message>
    <message>
      <source>Kind</source>
      <translation>Art</translation>
    </message>
    <message>
      <source>Last %1 runs</source>
      <translation>Letzte %1 Läufe</translation>
    </message>
    <message>
      <source>Last run</source>
      <translation>Letzter Lauf</translation>
    </message>
    <message>
      <source>Left running</source>
      <translation>Laufen gelassen</translation>
    </message>
    <message>
      <source>Log</source>
      <translation>Protokoll</translation>
    </message>
    <message>
      <source>Memory</source>
      <translation>Speicher</translation>
    </message>
    <message>
      <source>Most memory</source>
      <translation>Höchster Speicherbedarf</translation>
    </message>
    <message>
      <source>Needs</source>
      <translation>Braucht</translation>
    </message>
    <message>
      <source>No</source>
      <translation>Nein</translation>
    </message>
    <message>
      <source>None</source>
      <translation>Keine</translation>
    </message>
    <message>
      <source>Nothing added</source>
      <translation>Nichts hinzugefügt</translation>
    </message>
    <message>
      <source>Notice</source>
      <translation>Hinweis</translation>
    </message>
    <message>
      <source>Now</source>
      <translation>Jetzt</translation>
    </message>
    <message>
      <source>Outcome</source>
      <translation>Ergebnis</translation>
    </message>
    <message>
      <source>Part of</source>
      <translation>Teil von</translation>
    </message>
    <message>
      <source>Priority</source>
      <translation>Priorität</translation>
    </message>
    <message>
      <source>Process</source>
      <translation>Prozess</translation>
    </message>
    <message>
      <source>Processor time</source>
      <translation>Prozessorzeit</translation>
    </message>
    <message>
      <source>Progress</source>
      <translation>Fortschritt</translation>
    </message>
    <message>
      <source>Queue</source>
      <translation>Warteschlange</translation>
    </message>
    <message>
      <source>Read from its output</source>
      <translation>Aus der Ausgabe gelesen</translation>
    </message>
    <message>
      <source>Reported by the job</source>
      <translation>Vom Auftrag gemeldet</translation>
    </message>
    <message>
      <source>Rerun of</source>
      <translation>Erneuter Lauf von</translation>
    </message>
    <message>
      <source>Result</source>
      <translation>Rückgabe</translation>
    </message>
    <message>
      <source>Running for</source>
      <translation>Läuft seit</translation>
    </message>
    <message>
      <source>Runs after</source>
      <translation>Läuft nach</translation>
    </message>
    <message>
      <source>Runs after failure of</source>
      <translation>Läuft nach dem Scheitern von</translation>
    </message>
    <message>
      <source>Runs after failure of any</source>
      <translation>Läuft nach dem Scheitern eines von</translation>
    </message>
    <message>
      <source>Runs after success of any</source>
      <translation>Läuft nach dem Erfolg eines von</translation>
    </message>
    <message>
      <source>Runs after the end of</source>
      <translation>Läuft nach dem Ende von</translation>
    </message>
    <message>
      <source>Runs after the end of any</source>
      <translation>Läuft nach dem Ende eines von</translation>
    </message>
    <message>
      <source>So far</source>
      <translation>Bisher</translation>
    </message>
    <message>
      <source>Source</source>
      <translation>Quelle</translation>
    </message>
    <message>
      <source>Started</source>
      <translation>Gestartet</translation>
    </message>
    <message>
      <source>State</source>
      <translation>Zustand</translation>
    </message>
    <message>
      <source>Step</source>
      <translation>Schritt</translation>
    </message>
    <message>
      <source>Tags</source>
      <translation>Schlagwörter</translation>
    </message>
    <message>
      <source>Tasks</source>
      <translation>Teile</translation>
    </message>
    <message>
      <source>Time</source>
      <translation>Zeit</translation>
    </message>
    <message>
      <source>Took</source>
      <translation>Dauerte</translation>
    </message>
    <message>
      <source>Total</source>
      <translation>Gesamt</translation>
    </message>
    <message>
      <source>Unknown</source>
      <translation>Unbekannt</translation>
    </message>
    <message>
      <source>Waited</source>
      <translation>Wartete</translation>
    </message>
    <message>
      <source>Yes</source>
      <translation>Ja</translation>
    </message>
    <message>
      <source>about %1</source>
      <translation>etwa %1</translation>
    </message>
  </context>
  <context>
    <name>JobForm</name>
    <message>
      <source>%1 stands in braces. Save as Template asks for it at each run.</source>
      <translation>%1 steht in Klammern. Eine Vorlage fragt bei jedem Start danach.</translation>
    </message>
    <message>
      <source>%1 was not found. Queue the job anyway?</source>
      <translation>%1 wurde nicht gefunden. Den Auftrag trotzdem einreihen?</translation>
    </message>
    <message>
      <source>%1 will be used as it stands. Queue the job anyway?</source>
      <translation>%1 wird so verwendet, wie es dasteht. Den Auftrag trotzdem einreihen?</translation>
    </message>
    <message>
      <source>%1. Queue the job anyway?</source>
      <translation>%1. Den Auftrag trotzdem einreihen?</translation>
    </message>
    <message numerus="yes">
      <source>Add %n Jobs</source>
      <translation>
        <numerusform>%n Auftrag hinzufügen</numerusform>
        <numerusform>%n Aufträge hinzufügen</numerusform>
      </translation>
    </message>
    <message>
      <source>Add and Hold</source>
      <translation>Hinzufügen und anhalten</translation>
    </message>
    <message>
      <source>Add to Queue</source>
      <translation>In die Warteschlange</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>Abbrechen</translation>
    </message>
    <message>
      <source>Close</source>
      <translation>Schließen</translation>
    </message>
    <message>
      <source>Edit %1</source>
      <translation>%1 bearbeiten</translation>
    </message>
    <message>
      <source>From template</source>
      <translation>Aus Vorlage</translation>
    </message>
    <message>
      <source>New Job</source>
      <translation>Neuer Auftrag</translation>
    </message>
    <message>
      <source>New Job from %1</source>
      <translation>Neuer Auftrag aus %1</translation>
    </message>
    <message>
      <source>Queue Anyway</source>
      <translation>Trotzdem einreihen</translation>
    </message>
    <message>
      <source>Rerun %1 with Changes</source>
      <translation>%1 mit Änderungen erneut ausführen</translation>
    </message>
    <message>
      <source>Run Now</source>
      <translation>Jetzt ausführen</translation>
    </message>
    <message>
      <source>Save</source>
      <translation>Speichern</translation>
    </message>
    <message>
      <source>Save as Template…</source>
      <translation>Als Vorlage speichern…</translation>
    </message>
    <message>
      <source>Schedule</source>
      <translation>Planen</translation>
    </message>
  </context>
  <context>
    <name>JobHeader</name>
    <message>
      <source>%1 queue</source>
      <translation>Warteschlange %1</translation>
    </message>
    <message>
      <source>Compare</source>
      <translation>Vergleichen</translation>
    </message>
    <message>
      <source>Compare with Last Good Run</source>
      <translation>Mit letztem guten Lauf vergleichen</translation>
    </message>
    <message>
      <source>Resume</source>
      <translation>Fortsetzen</translation>
    </message>
    <message>
      <source>Start</source>
      <translation>Start</translation>
    </message>
    <message>
      <source>Try Now</source>
      <translation>Jetzt versuchen</translation>
    </message>
    <message>
      <source>What can be done with the job</source>
      <translation>Was sich mit dem Auftrag tun lässt</translation>
    </message>
    <message>
      <source>What is next</source>
      <translation>Was als Nächstes ansteht</translation>
    </message>
    <message>
      <source>started %1</source>
      <translation>gestartet %1</translation>
    </message>
  </context>
  <context>
    <name>JobMenu</name>
    <message>
      <source>&amp;Queue</source>
      <translation>&amp;Warteschlange</translation>
    </message>
    <message>
      <source>A job with a higher number starts earlier:</source>
      <translation>Ein Auftrag mit höherer Zahl startet früher:</translation>
    </message>
    <message>
      <source>A word to find these jobs by:</source>
      <translation>Ein Wort, um diese Aufträge zu finden:</translation>
    </message>
    <message>
      <source>Always</source>
      <translation>Immer</translation>
    </message>
    <message>
      <source>As in the Settings</source>
      <translation>Wie eingestellt</translation>
    </message>
    <message>
      <source>Compar&amp;e</source>
      <translation>&amp;Vergleichen</translation>
    </message>
    <message>
      <source>Cop&amp;y</source>
      <translation>Kop&amp;ieren</translation>
    </message>
    <message>
      <source>Never</source>
      <translation>Nie</translation>
    </message>
    <message>
      <source>New Tag</source>
      <translation>Neues Schlagwort</translation>
    </message>
    <message>
      <source>New Tag…</source>
      <translation>Neues Schlagwort…</translation>
    </message>
    <message>
      <source>Notif&amp;y Me</source>
      <translation>Benach&amp;richtigen</translation>
    </message>
    <message>
      <source>Other…</source>
      <translation>Andere…</translation>
    </message>
    <message>
      <source>Pri&amp;ority</source>
      <translation>Pri&amp;orität</translation>
    </message>
    <message>
      <source>Priority</source>
      <translation>Priorität</translation>
    </message>
    <message>
      <source>Ta&amp;gs</source>
      <translation>Schla&amp;gwörter</translation>
    </message>
    <message>
      <source>select a job first</source>
      <translation>wählen Sie zuerst einen Auftrag aus</translation>
    </message>
    <message>
      <source>select a job that has not ended</source>
      <translation>wählen Sie einen Auftrag aus, der nicht zu Ende ist</translation>
    </message>
    <message>
      <source>select a queued job</source>
      <translation>wählen Sie einen wartenden Auftrag aus</translation>
    </message>
  </context>
  <context>
    <name>JobQuery</name>
    <message>
      <source>"%1" needs a number, such as %1:&gt;1.</source>
      <translation>„%1“ braucht eine Zahl, etwa %1:&gt;1.</translation>
    </message>
    <message>
      <source>"%1:" is no key, and was searched as a word. There are %2.</source>
      <translation>„%1:“ ist kein Schlüssel und wurde als Wort gesucht. Es gibt %2.</translation>
    </message>
    <message>
      <source>"since" needs an age or a day, such as since:7d, since:2h or since:2026-01-31.</source>
      <translation>„since“ braucht ein Alter oder einen Tag, etwa since:7d, since:2h oder since:2026-01-31.</translation>
    </message>
    <message>
      <source>No status is called "%1". There are %2.</source>
      <translation>Kein Zustand heißt „%1“. Es gibt %2.</translation>
    </message>
  </context>
  <context>
    <name>JobRows</name>
    <message>
      <source>All variables that the job starts with, such as PATH</source>
      <translation>Alle Variablen, mit denen der Auftrag startet, etwa PATH</translation>
    </message>
    <message>
      <source>Environment, limits, retries, many at once, notifications</source>
      <translation>Umgebung, Grenzen, Wiederholungen, Reihen, Mitteilungen</translation>
    </message>
    <message>
      <source>Made from what it runs</source>
      <translation>Ergibt sich aus dem, was ausgeführt wird</translation>
    </message>
    <message>
      <source>Priority</source>
      <translation>Priorität</translation>
    </message>
    <message>
      <source>The first run, as it was then</source>
      <translation>dem ersten Lauf, wie sie damals war</translation>
    </message>
    <message>
      <source>This window, as it is now</source>
      <translation>diesem Fenster, wie sie jetzt ist</translation>
    </message>
  </context>
  <context>
    <name>JobSentence</name>
    <message>
      <source>%1 at %2</source>
      <translation>%1 bei %2</translation>
    </message>
    <message>
      <source>%1 cancelled</source>
      <translation>%1 abgebrochen</translation>
    </message>
    <message>
      <source>%1 failed</source>
      <translation>%1 gescheitert</translation>
    </message>
    <message>
      <source>%1 held</source>
      <translation>%1 zurückgehalten</translation>
    </message>
    <message>
      <source>%1 of %2 done</source>
      <translation>%1 von %2 fertig</translation>
    </message>
    <message>
      <source>%1 paused</source>
      <translation>%1 angehalten</translation>
    </message>
    <message>
      <source>%1 running</source>
      <translation>%1 laufen</translation>
    </message>
    <message>
      <source>%1, about %2</source>
      <translation>%1, etwa %2</translation>
    </message>
    <message>
      <source>Asked to stop</source>
      <translation>Soll stoppen</translation>
    </message>
    <message>
      <source>Asked to stop, ends by force in %1</source>
      <translation>Soll stoppen, in %1 mit Gewalt</translation>
    </message>
    <message>
      <source>Cancelled</source>
      <translation>Abgebrochen</translation>
    </message>
    <message>
      <source>Exit code %1</source>
      <translation>Exit-Code %1</translation>
    </message>
    <message>
      <source>Exit code unknown</source>
      <translation>Exit-Code unbekannt</translation>
    </message>
    <message>
      <source>Failed</source>
      <translation>Fehlgeschlagen</translation>
    </message>
    <message>
      <source>Next in %1</source>
      <translation>Als Nächstes in %1</translation>
    </message>
    <message>
      <source>No output yet</source>
      <translation>Noch keine Ausgabe</translation>
    </message>
    <message>
      <source>Stops in a moment; Undo takes that back</source>
      <translation>Wird gleich gestoppt; Rückgängig nimmt das zurück</translation>
    </message>
    <message>
      <source>step %1</source>
      <translation>Schritt %1</translation>
    </message>
  </context>
  <context>
    <name>JobState</name>
    <message>
      <source>Cancelled</source>
      <translation>Abgebrochen</translation>
    </message>
    <message>
      <source>Completed</source>
      <translation>Abgeschlossen</translation>
    </message>
    <message>
      <source>Failed</source>
      <translation>Fehlgeschlagen</translation>
    </message>
    <message>
      <source>Interrupted</source>
      <translation>Unterbrochen</translation>
    </message>
    <message>
      <source>Missed</source>
      <translation>Versäumt</translation>
    </message>
    <message>
      <source>Needs you</source>
      <translation>Braucht Sie</translation>
    </message>
    <message>
      <source>Parked</source>
      <translation>Geparkt</translation>
    </message>
    <message>
      <source>Paused</source>
      <translation>Pausiert</translation>
    </message>
    <message>
      <source>Queued</source>
      <translation>Wartet</translation>
    </message>
    <message>
      <source>Retry waits</source>
      <translation>Neuversuch</translation>
    </message>
    <message>
      <source>Running</source>
      <translation>Läuft</translation>
    </message>
    <message>
      <source>Scheduled</source>
      <translation>Geplant</translation>
    </message>
    <message>
      <source>Silent</source>
      <translation>Still</translation>
    </message>
    <message>
      <source>Skipped</source>
      <translation>Ausgelassen</translation>
    </message>
    <message>
      <source>Stopping</source>
      <translation>Stoppt</translation>
    </message>
  </context>
  <context>
    <name>JobTableView</name>
    <message>
      <source>Jobs</source>
      <translation>Aufträge</translation>
    </message>
  </context>
  <context>
    <name>Kinds</name>
    <message>
      <source>1-100</source>
      <translation>1-100</translation>
    </message>
    <message>
      <source>10s</source>
      <translation>10s</translation>
    </message>
    <message>
      <source>15m</source>
      <translation>15m</translation>
    </message>
    <message>
      <source>18:00, tomorrow 06:30 or 2026-01-31 18:00</source>
      <translation>18:00, tomorrow 06:30 oder 2026-01-31 18:00</translation>
    </message>
    <message>
      <source>1h</source>
      <translation>1h</translation>
    </message>
    <message>
      <source>2</source>
      <translation>2</translation>
    </message>
    <message>
      <source>2h, or 3x</source>
      <translation>2h oder 3x</translation>
    </message>
    <message>
      <source>2h, or by cron such as 0 3 * * 1-5</source>
      <translation>2h, oder als Cron etwa 0 3 * * 1-5</translation>
    </message>
    <message>
      <source>A Python file. Or name a function below.</source>
      <translation>Eine Python-Datei. Oder nennen Sie unten eine Funktion.</translation>
    </message>
    <message>
      <source>A program and its arguments, quoted as in a terminal.</source>
      <translation>Ein Programm und seine Argumente, mit Anführungszeichen wie im Terminal.</translation>
    </message>
    <message>
      <source>After</source>
      <translation>Nach</translation>
    </message>
    <message>
      <source>After, if it says no time</source>
      <translation>Nach, falls keine Zeit genannt ist</translation>
    </message>
    <message>
      <source>Arguments</source>
      <translation>Argumente</translation>
    </message>
    <message>
      <source>Array</source>
      <translation>Reihe</translation>
    </message>
    <message>
      <source>At</source>
      <translation>Um</translation>
    </message>
    <message>
      <source>At most</source>
      <translation>Höchstens</translation>
    </message>
    <message>
      <source>At once</source>
      <translation>Zugleich</translation>
    </message>
    <message>
      <source>Command</source>
      <translation>Befehl</translation>
    </message>
    <message>
      <source>Each longer by a factor of</source>
      <translation>Jede länger um Faktor</translation>
    </message>
    <message>
      <source>Empty: the one in Settings, or the first on the search path.</source>
      <translation>Leer: der aus den Einstellungen, sonst der erste im Suchpfad.</translation>
    </message>
    <message>
      <source>Empty: the template's name.</source>
      <translation>Leer: der Name der Vorlage.</translation>
    </message>
    <message>
      <source>Environment</source>
      <translation>Umgebung</translation>
    </message>
    <message>
      <source>Environment from</source>
      <translation>Umgebung von</translation>
    </message>
    <message>
      <source>Every</source>
      <translation>Alle</translation>
    </message>
    <message>
      <source>External</source>
      <translation>Extern</translation>
    </message>
    <message>
      <source>File</source>
      <translation>Datei</translation>
    </message>
    <message>
      <source>First after</source>
      <translation>Erste nach</translation>
    </message>
    <message>
      <source>Folder</source>
      <translation>Ordner</translation>
    </message>
    <message>
      <source>Function</source>
      <translation>Funktion</translation>
    </message>
    <message>
      <source>Given to the script.</source>
      <translation>Werden dem Skript übergeben.</translation>
    </message>
    <message>
      <source>How many of them</source>
      <translation>Wie viele davon</translation>
    </message>
    <message>
      <source>How they must end</source>
      <translation>Wie sie enden müssen</translation>
    </message>
    <message>
      <source>If that cannot be any more</source>
      <translation>Wenn das nicht mehr geht</translation>
    </message>
    <message>
      <source>If the log holds</source>
      <translation>Wenn das Protokoll enthält</translation>
    </message>
    <message>
      <source>Interpreter</source>
      <translation>Interpreter</translation>
    </message>
    <message>
      <source>Job name</source>
      <translation>Name des Auftrags</translation>
    </message>
    <message>
      <source>Missed runs</source>
      <translation>Versäumte</translation>
    </message>
    <message>
      <source>Name</source>
      <translation>Name</translation>
    </message>
    <message>
      <source>Needed for pipes, &amp;&amp; and wildcards.</source>
      <translation>Nötig für Pipes, &amp;&amp; und Platzhalterzeichen.</translation>
    </message>
    <message>
      <source>Needs</source>
      <translation>Braucht</translation>
    </message>
    <message>
      <source>Notify me</source>
      <translation>Mitteilen</translation>
    </message>
    <message>
      <source>On exit codes</source>
      <translation>Bei Exit-Codes</translation>
    </message>
    <message>
      <source>Only after exit codes</source>
      <translation>Nur bei Exit-Codes</translation>
    </message>
    <message>
      <source>Only if the log holds</source>
      <translation>Nur wenn das Protokoll enthält</translation>
    </message>
    <message>
      <source>Python</source>
      <translation>Python</translation>
    </message>
    <message>
      <source>Queue</source>
      <translation>Warteschlange</translation>
    </message>
    <message>
      <source>Retries</source>
      <translation>Wiederholungen</translation>
    </message>
    <message>
      <source>Run in a shell</source>
      <translation>In einer Shell ausführen</translation>
    </message>
    <message>
      <source>Run it</source>
      <translation>Ausführen</translation>
    </message>
    <message>
      <source>Running</source>
      <translation>Laufen</translation>
    </message>
    <message>
      <source>Script</source>
      <translation>Skript</translation>
    </message>
    <message>
      <source>Start the template</source>
      <translation>Vorlage starten</translation>
    </message>
    <message>
      <source>Still running</source>
      <translation>Läuft noch einer</translation>
    </message>
    <message>
      <source>Stop after</source>
      <translation>Beenden nach</translation>
    </message>
    <message>
      <source>Tags</source>
      <translation>Schlagwörter</translation>
    </message>
    <message>
      <source>Template name</source>
      <translation>Name der Vorlage</translation>
    </message>
    <message>
      <source>Time zone</source>
      <translation>Zeitzone</translation>
    </message>
    <message>
      <source>Try again later</source>
      <translation>Später erneut</translation>
    </message>
    <message>
      <source>Values</source>
      <translation>Werte</translation>
    </message>
    <message>
      <source>Variables added to those the job starts with.</source>
      <translation>Variablen, die zu denen des Auftrags hinzukommen.</translation>
    </message>
    <message>
      <source>Waiting</source>
      <translation>Warten</translation>
    </message>
    <message>
      <source>Warn after</source>
      <translation>Warnen nach</translation>
    </message>
    <message>
      <source>When</source>
      <translation>Wann</translation>
    </message>
    <message>
      <source>Where it starts. Empty: your home folder.</source>
      <translation>Wo er startet. Leer: Ihr persönlicher Ordner.</translation>
    </message>
    <message>
      <source>With</source>
      <translation>Mit</translation>
    </message>
    <message>
      <source>Without output</source>
      <translation>Ohne Ausgabe</translation>
    </message>
    <message>
      <source>Words, with commas between.</source>
      <translation>Wörter, durch Kommas getrennt.</translation>
    </message>
    <message>
      <source>a regular expression</source>
      <translation>ein regulärer Ausdruck</translation>
    </message>
    <message>
      <source>any, or 1, 75</source>
      <translation>alle, oder 1, 75</translation>
    </message>
    <message>
      <source>as many as may</source>
      <translation>so viele wie dürfen</translation>
    </message>
    <message>
      <source>default</source>
      <translation>Standard</translation>
    </message>
    <message>
      <source>each of its lines is a value: {line}</source>
      <translation>jede Zeile ist ein Wert: {line}</translation>
    </message>
    <message>
      <source>input={log}</source>
      <translation>input={log}</translation>
    </message>
    <message>
      <source>never</source>
      <translation>nie</translation>
    </message>
    <message>
      <source>no other job</source>
      <translation>keinem anderen</translation>
    </message>
    <message>
      <source>none</source>
      <translation>keine</translation>
    </message>
    <message>
      <source>package.module:function, called with the config; its return value is the result.</source>
      <translation>paket.modul:funktion, aufgerufen mit der Konfiguration; ihr Rückgabewert ist das Ergebnis.</translation>
    </message>
    <message>
      <source>such as 2 gpu, 16 memory</source>
      <translation>etwa 2 gpu, 16 memory</translation>
    </message>
    <message>
      <source>such as 75</source>
      <translation>etwa 75</translation>
    </message>
    <message>
      <source>try again in (?P&lt;after&gt;.*)</source>
      <translation>try again in (?P&lt;after&gt;.*)</translation>
    </message>
  </context>
  <context>
    <name>Leaving</name>
    <message numerus="yes">
      <source>%n job(s) go on in the background</source>
      <translation>
        <numerusform>%n Auftrag läuft im Hintergrund weiter</numerusform>
        <numerusform>%n Aufträge laufen im Hintergrund weiter</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n job(s) go on. Quit from the menu of the icon in the tray.</source>
      <translation>
        <numerusform>%n Auftrag läuft weiter. Beenden können Sie über das Menü des Symbols im Infobereich.</numerusform>
        <numerusform>%n Aufträge laufen weiter. Beenden können Sie über das Menü des Symbols im Infobereich.</numerusform>
      </translation>
    </message>
    <message>
      <source>JobDesk stays in the tray</source>
      <translation>JobDesk bleibt im Infobereich</translation>
    </message>
    <message numerus="yes">
      <source>Open JobDesk again to see them.</source>
      <translation>
        <numerusform>Öffnen Sie JobDesk wieder, um ihn zu sehen.</numerusform>
        <numerusform>Öffnen Sie JobDesk wieder, um sie zu sehen.</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>LeavingBox</name>
    <message>
      <source>#{number} {name}</source>
      <translation>#{number} {name}</translation>
    </message>
    <message>
      <source>#{number} {name}, ended</source>
      <translation>#{number} {name}, beendet</translation>
    </message>
    <message>
      <source>#{number} {name}, waits</source>
      <translation>#{number} {name}, wartet</translation>
    </message>
    <message numerus="yes">
      <source>%n job(s) can go on in the background without the window.</source>
      <translation>
        <numerusform>%n Auftrag kann ohne das Fenster im Hintergrund weiterlaufen.</numerusform>
        <numerusform>%n Aufträge können ohne das Fenster im Hintergrund weiterlaufen.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n job(s) will be stopped with all that they started.</source>
      <translation>
        <numerusform>%n Auftrag wird mit allem gestoppt, was er gestartet hat.</numerusform>
        <numerusform>%n Aufträge werden mit allem gestoppt, was sie gestartet haben.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n planned run(s) of schedules stay planned, whatever you choose.</source>
      <translation>
        <numerusform>%n geplanter Lauf eines Zeitplans bleibt in jedem Fall geplant.</numerusform>
        <numerusform>%n geplante Läufe von Zeitplänen bleiben in jedem Fall geplant.</numerusform>
      </translation>
    </message>
    <message>
      <source>&amp;Do not ask again; they go on</source>
      <translation>&amp;Nicht mehr fragen; sie laufen weiter</translation>
    </message>
    <message>
      <source>All jobs have ended.</source>
      <translation>Alle Aufträge sind zu Ende.</translation>
    </message>
    <message>
      <source>Keep Running and Quit</source>
      <translation>Weiterlaufen lassen und beenden</translation>
    </message>
    <message>
      <source>Quit</source>
      <translation>Beenden</translation>
    </message>
    <message>
      <source>Quit and Stop Jobs</source>
      <translation>Beenden und Aufträge stoppen</translation>
    </message>
    <message>
      <source>Stay</source>
      <translation>Bleiben</translation>
    </message>
    <message numerus="yes">
      <source>Stop %n Job(s) and Quit</source>
      <translation>
        <numerusform>%n Auftrag stoppen und beenden</numerusform>
        <numerusform>%n Aufträge stoppen und beenden</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>and %n more</source>
      <translation>
        <numerusform>und %n weiterer</numerusform>
        <numerusform>und %n weitere</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>LimitDeeds</name>
    <message>
      <source>%1 goes on</source>
      <translation>%1 geht weiter</translation>
    </message>
    <message>
      <source>%1 paused</source>
      <translation>%1 pausiert</translation>
    </message>
    <message>
      <source>%1 starts nothing new; what runs goes on</source>
      <translation>%1 startet nichts Neues; was läuft, läuft weiter</translation>
    </message>
    <message numerus="yes">
      <source>%n frozen jobs go on</source>
      <translation>
        <numerusform>%n eingefrorener Auftrag läuft weiter</numerusform>
        <numerusform>%n eingefrorene Aufträge laufen weiter</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n running jobs are frozen</source>
      <translation>
        <numerusform>%n laufender Auftrag ist eingefroren</numerusform>
        <numerusform>%n laufende Aufträge sind eingefroren</numerusform>
      </translation>
    </message>
    <message>
      <source>Change Limits of %1</source>
      <translation>Grenzen von %1 ändern</translation>
    </message>
    <message>
      <source>Drain %1</source>
      <translation>%1 leerlaufen lassen</translation>
    </message>
    <message>
      <source>Pause %1</source>
      <translation>%1 pausieren</translation>
    </message>
    <message>
      <source>Resume %1</source>
      <translation>%1 fortsetzen</translation>
    </message>
  </context>
  <context>
    <name>LimitText</name>
    <message>
      <source>%1 GB</source>
      <translation>%1 GB</translation>
    </message>
    <message>
      <source>%1 GB free</source>
      <translation>%1 GB frei</translation>
    </message>
    <message>
      <source>%1 days</source>
      <translation>%1 Tage</translation>
    </message>
    <message>
      <source>%1 is not a number.</source>
      <translation>%1 ist keine Zahl.</translation>
    </message>
    <message>
      <source>%1 jobs</source>
      <translation>%1 Aufträge</translation>
    </message>
    <message>
      <source>%1 stands there twice.</source>
      <translation>%1 steht zweimal da.</translation>
    </message>
    <message>
      <source>Must be 1 or more; to start nothing, pause or drain the queue.</source>
      <translation>Muss 1 oder mehr sein; soll nichts starten, pausieren Sie die Warteschlange oder lassen Sie sie leerlaufen.</translation>
    </message>
    <message>
      <source>Must be a whole number.</source>
      <translation>Muss eine ganze Zahl sein.</translation>
    </message>
    <message>
      <source>Must be at most 1000.</source>
      <translation>Darf höchstens 1000 sein.</translation>
    </message>
    <message>
      <source>Must be from 0 to a million.</source>
      <translation>Muss von 0 bis zu einer Million sein.</translation>
    </message>
    <message>
      <source>Must be more than 0, or empty.</source>
      <translation>Muss mehr als 0 sein, oder leer.</translation>
    </message>
    <message>
      <source>The two times must differ.</source>
      <translation>Die beiden Zeiten müssen sich unterscheiden.</translation>
    </message>
    <message>
      <source>Write an amount and a name, such as 2 gpu, not %1.</source>
      <translation>Schreiben Sie Menge und Namen, etwa 2 gpu, nicht %1.</translation>
    </message>
    <message>
      <source>Write two times of day, such as 22:00-07:00.</source>
      <translation>Schreiben Sie zwei Uhrzeiten, etwa 22:00-07:00.</translation>
    </message>
    <message>
      <source>load up to %1</source>
      <translation>Last bis %1</translation>
    </message>
    <message>
      <source>not %1</source>
      <translation>nicht %1</translation>
    </message>
    <message>
      <source>not on battery</source>
      <translation>nicht im Akkubetrieb</translation>
    </message>
  </context>
  <context>
    <name>Limits</name>
    <message>
      <source>&amp;Free memory from (GB)</source>
      <translation>&amp;Freier Speicher ab (GB)</translation>
    </message>
    <message>
      <source>&amp;Load per core up to</source>
      <translation>&amp;Last je Kern bis</translation>
    </message>
    <message>
      <source>&amp;Quiet hours</source>
      <translation>&amp;Ruhezeit</translation>
    </message>
    <message>
      <source>&amp;Resources</source>
      <translation>Re&amp;ssourcen</translation>
    </message>
    <message>
      <source>&amp;Resources in all</source>
      <translation>Re&amp;ssourcen insgesamt</translation>
    </message>
    <message>
      <source>How much there is of each; cpu (cores) and memory (GB) are the machine's own if not named</source>
      <translation>Wie viel es von jeder gibt; cpu (Kerne) und memory (GB) sind die des Rechners, wenn sie nicht genannt sind</translation>
    </message>
    <message>
      <source>Jobs at &amp;once</source>
      <translation>Aufträge &amp;zugleich</translation>
    </message>
    <message>
      <source>Keep at most (&amp;jobs)</source>
      <translation>Höchstens behalten (A&amp;ufträge)</translation>
    </message>
    <message>
      <source>Keep ended jobs for (&amp;days)</source>
      <translation>Beendete behalten (&amp;Tage)</translation>
    </message>
    <message>
      <source>Keep logs up to (&amp;GB)</source>
      <translation>Protokolle behalten bis (&amp;GB)</translation>
    </message>
    <message>
      <source>May use at &amp;most</source>
      <translation>Darf &amp;höchstens nutzen</translation>
    </message>
    <message>
      <source>Must be a number: how many jobs run at once at most.</source>
      <translation>Muss eine Zahl sein: wie viele Aufträge höchstens zugleich laufen.</translation>
    </message>
    <message>
      <source>Start while on &amp;battery</source>
      <translation>Im A&amp;kkubetrieb starten</translation>
    </message>
    <message>
      <source>The most that the jobs of this queue may use together, such as 1 gpu</source>
      <translation>Wie viel die Aufträge dieser Warteschlange zusammen höchstens nutzen, etwa 1 gpu</translation>
    </message>
    <message>
      <source>any</source>
      <translation>beliebig</translation>
    </message>
    <message>
      <source>any share of what there is</source>
      <translation>beliebig viel von dem, was da ist</translation>
    </message>
    <message>
      <source>as many as may at all</source>
      <translation>so viele wie überhaupt</translation>
    </message>
    <message>
      <source>no limit</source>
      <translation>unbegrenzt</translation>
    </message>
    <message>
      <source>such as 2 gpu, 16 memory</source>
      <translation>etwa 2 gpu, 16 memory</translation>
    </message>
    <message>
      <source>such as 22:00-07:00</source>
      <translation>etwa 22:00-07:00</translation>
    </message>
  </context>
  <context>
    <name>LimitsModel</name>
    <message>
      <source>%1 of %2</source>
      <translation>%1 von %2</translation>
    </message>
    <message>
      <source>Draining</source>
      <translation>Läuft leer</translation>
    </message>
    <message>
      <source>Keeps</source>
      <translation>Behält</translation>
    </message>
    <message>
      <source>Open</source>
      <translation>Offen</translation>
    </message>
    <message>
      <source>Paused</source>
      <translation>Pausiert</translation>
    </message>
    <message>
      <source>Queue</source>
      <translation>Warteschlange</translation>
    </message>
    <message>
      <source>Resources</source>
      <translation>Ressourcen</translation>
    </message>
    <message>
      <source>Running</source>
      <translation>Laufen</translation>
    </message>
    <message>
      <source>Starts</source>
      <translation>Startet</translation>
    </message>
    <message>
      <source>State</source>
      <translation>Zustand</translation>
    </message>
    <message>
      <source>always</source>
      <translation>immer</translation>
    </message>
    <message>
      <source>none</source>
      <translation>keine</translation>
    </message>
  </context>
  <context>
    <name>LimitsWindow</name>
    <message>
      <source>&amp;New Queue…</source>
      <translation>&amp;Neue Warteschlange…</translation>
    </message>
    <message>
      <source>&amp;Pause</source>
      <translation>&amp;Pausieren</translation>
    </message>
    <message>
      <source>A word for jobs that share a limit, such as gpu:</source>
      <translation>Ein Wort für Aufträge, die sich eine Grenze teilen, etwa gpu:</translation>
    </message>
    <message>
      <source>Close</source>
      <translation>Schließen</translation>
    </message>
    <message>
      <source>Dr&amp;ain</source>
      <translation>&amp;Leerlaufen lassen</translation>
    </message>
    <message>
      <source>New Queue</source>
      <translation>Neue Warteschlange</translation>
    </message>
    <message>
      <source>Queues</source>
      <translation>Warteschlangen</translation>
    </message>
    <message>
      <source>Queues and Limits</source>
      <translation>Warteschlangen und Grenzen</translation>
    </message>
    <message>
      <source>R&amp;esume</source>
      <translation>For&amp;tsetzen</translation>
    </message>
    <message>
      <source>Remove &amp;Its Limits</source>
      <translation>&amp;Ihre Grenzen entfernen</translation>
    </message>
  </context>
  <context>
    <name>LogAttempts</name>
    <message>
      <source>Attempt %1</source>
      <translation>Versuch %1</translation>
    </message>
    <message>
      <source>Attempt %1 of %2</source>
      <translation>Versuch %1 von %2</translation>
    </message>
    <message>
      <source>Show the log of another attempt</source>
      <translation>Das Protokoll eines anderen Versuchs zeigen</translation>
    </message>
  </context>
  <context>
    <name>LogChoices</name>
    <message>
      <source>No times: when these lines were written was not recorded</source>
      <translation>Keine Zeiten: Wann diese Zeilen geschrieben wurden, wurde nicht aufgezeichnet</translation>
    </message>
  </context>
  <context>
    <name>LogEdit</name>
    <message>
      <source>Log</source>
      <translation>Protokoll</translation>
    </message>
    <message>
      <source>New since you last looked</source>
      <translation>Neu, seit Sie zuletzt hinsahen</translation>
    </message>
  </context>
  <context>
    <name>LogErrors</name>
    <message>
      <source>No errors in the last {part} of this log</source>
      <translation>Keine Fehler in den letzten {part} dieses Protokolls</translation>
    </message>
    <message>
      <source>No errors in this log</source>
      <translation>Keine Fehler in diesem Protokoll</translation>
    </message>
  </context>
  <context>
    <name>LogFind</name>
    <message>
      <source>No matches</source>
      <translation>Keine Treffer</translation>
    </message>
    <message>
      <source>Searching {percent} %</source>
      <translation>Suche läuft, {percent} %</translation>
    </message>
    <message>
      <source>{count} found</source>
      <translation>{count} gefunden</translation>
    </message>
    <message>
      <source>{index} of {count}</source>
      <translation>{index} von {count}</translation>
    </message>
    <message>
      <source>{shown} of more than {count} lines with a match; F3 goes on to the others.</source>
      <translation>{shown} von mehr als {count} Zeilen mit Treffern; F3 geht zu den anderen weiter.</translation>
    </message>
    <message>
      <source>{shown} of {count} lines with a match; F3 goes on to the others.</source>
      <translation>{shown} von {count} Zeilen mit Treffern; F3 geht weiter zu den anderen.</translation>
    </message>
  </context>
  <context>
    <name>LogFindBar</name>
    <message>
      <source>Close the find bar</source>
      <translation>Suchleiste schließen</translation>
    </message>
    <message>
      <source>Find in the log</source>
      <translation>Im Protokoll suchen</translation>
    </message>
    <message>
      <source>Match case</source>
      <translation>Groß- und Kleinschreibung beachten</translation>
    </message>
    <message>
      <source>Next match</source>
      <translation>Nächster Treffer</translation>
    </message>
    <message>
      <source>Only matching lines</source>
      <translation>Nur passende Zeilen</translation>
    </message>
    <message>
      <source>Previous match</source>
      <translation>Voriger Treffer</translation>
    </message>
    <message>
      <source>Regular expression</source>
      <translation>Regulärer Ausdruck</translation>
    </message>
    <message>
      <source>Stop</source>
      <translation>Stopp</translation>
    </message>
    <message>
      <source>Stop searching</source>
      <translation>Suche stoppen</translation>
    </message>
  </context>
  <context>
    <name>LogPill</name>
    <message>
      <source>Go to the newest lines</source>
      <translation>Zu den neuesten Zeilen</translation>
    </message>
    <message>
      <source>More than {count} new lines</source>
      <translation>Mehr als {count} neue Zeilen</translation>
    </message>
    <message>
      <source>To the end</source>
      <translation>Zum Ende</translation>
    </message>
    <message>
      <source>{count} k</source>
      <translation>{count} Tsd.</translation>
    </message>
    <message>
      <source>{count} new line</source>
      <translation>{count} neue Zeile</translation>
    </message>
    <message>
      <source>{count} new lines</source>
      <translation>{count} neue Zeilen</translation>
    </message>
  </context>
  <context>
    <name>LogSaver</name>
    <message>
      <source>Not saved: the log was cut or replaced meanwhile. Save it again.</source>
      <translation>Nicht gespeichert: Das Protokoll wurde währenddessen gekürzt oder ersetzt. Speichern Sie es noch einmal.</translation>
    </message>
    <message>
      <source>Not saved: this file is the log itself. Choose another name.</source>
      <translation>Nicht gespeichert: Diese Datei ist das Protokoll selbst. Wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
      <source>Not saved: this is not a plain file. Choose another name.</source>
      <translation>Nicht gespeichert: Das ist keine gewöhnliche Datei. Wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
      <source>Not saved: {problem}</source>
      <translation>Nicht gespeichert: {problem}</translation>
    </message>
    <message>
      <source>Saved the whole log, {size}, to {path}</source>
      <translation>Ganzes Protokoll, {size}, gespeichert in {path}</translation>
    </message>
    <message>
      <source>Saving the log to {path}</source>
      <translation>Das Protokoll wird in {path} gespeichert</translation>
    </message>
  </context>
  <context>
    <name>LogSearch</name>
    <message>
      <source>Not a valid expression: {reason}</source>
      <translation>Kein gültiger Ausdruck: {reason}</translation>
    </message>
    <message>
      <source>Stopped at {count} matches, {percent} % of the log</source>
      <translation>Bei {count} Treffern angehalten, {percent} % des Protokolls</translation>
    </message>
    <message>
      <source>Stopped at {percent} %</source>
      <translation>Bei {percent} % gestoppt</translation>
    </message>
    <message>
      <source>The log cannot be read</source>
      <translation>Das Protokoll lässt sich nicht lesen</translation>
    </message>
    <message>
      <source>This expression takes too long; stopped at {percent} %</source>
      <translation>Dieser Ausdruck dauert zu lange; bei {percent} % gestoppt</translation>
    </message>
  </context>
  <context>
    <name>LogStrip</name>
    <message>
      <source>Overview of the log</source>
      <translation>Übersicht des Protokolls</translation>
    </message>
  </context>
  <context>
    <name>LogTail</name>
    <message>
      <source>… {size} came faster than anyone can read; they are in the file</source>
      <translation>… {size} kamen schneller, als jemand lesen kann; sie stehen in der Datei</translation>
    </message>
  </context>
  <context>
    <name>LogTools</name>
    <message>
      <source>Copy the selection, or all</source>
      <translation>Die Auswahl kopieren, oder alles</translation>
    </message>
    <message>
      <source>Find in the log</source>
      <translation>Im Protokoll suchen</translation>
    </message>
    <message>
      <source>Next error</source>
      <translation>Nächster Fehler</translation>
    </message>
    <message>
      <source>Only the last {size} were looked through</source>
      <translation>Nur die letzten {size} wurden durchgesehen</translation>
    </message>
    <message>
      <source>Open in the default editor</source>
      <translation>Im Standardeditor öffnen</translation>
    </message>
    <message>
      <source>Previous error</source>
      <translation>Voriger Fehler</translation>
    </message>
    <message>
      <source>When each line was seen</source>
      <translation>Wann jede Zeile gesehen wurde</translation>
    </message>
    <message>
      <source>Wrap long lines</source>
      <translation>Lange Zeilen umbrechen</translation>
    </message>
    <message>
      <source>{count} error</source>
      <translation>{count} Fehler</translation>
    </message>
    <message>
      <source>{count} error in the last {part}</source>
      <translation>{count} Fehler in den letzten {part}</translation>
    </message>
    <message>
      <source>{count} errors</source>
      <translation>{count} Fehler</translation>
    </message>
    <message>
      <source>{count} errors in the last {part}</source>
      <translation>{count} Fehler in den letzten {part}</translation>
    </message>
    <message>
      <source>{count} warning</source>
      <translation>{count} Warnung</translation>
    </message>
    <message>
      <source>{count} warnings</source>
      <translation>{count} Warnungen</translation>
    </message>
  </context>
  <context>
    <name>LogView</name>
    <message>
      <source>&amp;Copy</source>
      <translation>&amp;Kopieren</translation>
    </message>
    <message>
      <source>&amp;Find…</source>
      <translation>&amp;Suchen…</translation>
    </message>
    <message>
      <source>&amp;Open in the Default Editor</source>
      <translation>Im Standardeditor ö&amp;ffnen</translation>
    </message>
    <message>
      <source>&amp;Select All</source>
      <translation>Alles &amp;auswählen</translation>
    </message>
    <message>
      <source>An array writes nothing itself. Its tasks do: the right arrow key shows them.</source>
      <translation>Eine Reihe schreibt selbst nichts. Ihre Teile tun es: Die rechte Pfeiltaste zeigt sie.</translation>
    </message>
    <message>
      <source>At {time} another file took the place of this log.</source>
      <translation>Um {time} trat eine andere Datei an die Stelle dieses Protokolls.</translation>
    </message>
    <message>
      <source>At {time} the job cut this log; what stood in it before is gone.</source>
      <translation>Um {time} hat der Auftrag dieses Protokoll gekürzt; was vorher darin stand, ist weg.</translation>
    </message>
    <message>
      <source>At {time} this log was compressed, which cannot be shown here.</source>
      <translation>Um {time} wurde dieses Protokoll komprimiert; das kann hier nicht gezeigt werden.</translation>
    </message>
    <message>
      <source>At {time} this log was deleted. What the job writes from now on cannot be shown.</source>
      <translation>Um {time} wurde dieses Protokoll gelöscht. Was der Auftrag ab jetzt schreibt, kann nicht gezeigt werden.</translation>
    </message>
    <message>
      <source>Copied the loaded part, {count} lines. Save Whole Log… in the menu of the log saves all.</source>
      <translation>Den geladenen Teil kopiert, {count} Zeilen. „Ganzes Protokoll speichern…“ im Menü des Protokolls speichert alles.</translation>
    </message>
    <message>
      <source>Copied {count} lines</source>
      <translation>{count} Zeilen kopiert</translation>
    </message>
    <message>
      <source>Copied {count} of more than {total} lines with a match.</source>
      <translation>{count} von mehr als {total} Zeilen mit Treffern kopiert.</translation>
    </message>
    <message>
      <source>Copied {count} of {total} lines with a match.</source>
      <translation>{count} von {total} Zeilen mit Treffern kopiert.</translation>
    </message>
    <message>
      <source>Copied {count} of {total} lines. Save Whole Log… in the menu of the log saves all.</source>
      <translation>{count} von {total} Zeilen kopiert. „Ganzes Protokoll speichern…“ im Menü des Protokolls speichert alles.</translation>
    </message>
    <message>
      <source>Copied {path}</source>
      <translation>{path} kopiert</translation>
    </message>
    <message>
      <source>Copy &amp;All</source>
      <translation>A&amp;lles kopieren</translation>
    </message>
    <message>
      <source>Copy &amp;Path</source>
      <translation>&amp;Pfad kopieren</translation>
    </message>
    <message>
      <source>Copy Link to &amp;Line</source>
      <translation>Link zu dieser &amp;Zeile kopieren</translation>
    </message>
    <message>
      <source>Equal lines in a row were copied once.</source>
      <translation>Gleiche Zeilen hintereinander wurden einmal kopiert.</translation>
    </message>
    <message>
      <source>It never started, so it wrote nothing.</source>
      <translation>Er ist nie gestartet, also schrieb er nichts.</translation>
    </message>
    <message>
      <source>It wrote no output.</source>
      <translation>Er schrieb keine Ausgabe.</translation>
    </message>
    <message>
      <source>Links lead to the log of the newest attempt only</source>
      <translation>Links führen nur zum Protokoll des neuesten Versuchs</translation>
    </message>
    <message>
      <source>Logs (*.log)</source>
      <translation>Protokolle (*.log)</translation>
    </message>
    <message>
      <source>No output yet. Started %1 ago.</source>
      <translation>Noch keine Ausgabe. Vor %1 gestartet.</translation>
    </message>
    <message>
      <source>No program here opens logs. It is {path}</source>
      <translation>Kein Programm hier öffnet Protokolle. Es ist {path}</translation>
    </message>
    <message>
      <source>Reading the log</source>
      <translation>Das Protokoll wird gelesen</translation>
    </message>
    <message>
      <source>Save &amp;Whole Log…</source>
      <translation>&amp;Ganzes Protokoll speichern…</translation>
    </message>
    <message>
      <source>Save Whole Log</source>
      <translation>Ganzes Protokoll speichern</translation>
    </message>
    <message>
      <source>Starting.</source>
      <translation>Startet.</translation>
    </message>
    <message>
      <source>The log cannot be read: {problem}.</source>
      <translation>Das Protokoll lässt sich nicht lesen: {problem}.</translation>
    </message>
    <message>
      <source>The log is compressed, which cannot be shown here. Open it in another program.</source>
      <translation>Das Protokoll ist komprimiert und kann hier nicht gezeigt werden. Öffnen Sie es in einem anderen Programm.</translation>
    </message>
    <message>
      <source>The log is gone: its file was deleted.</source>
      <translation>Das Protokoll ist weg: Seine Datei wurde gelöscht.</translation>
    </message>
    <message>
      <source>There is no line to link to</source>
      <translation>Hier ist keine Zeile, zu der ein Link führen könnte</translation>
    </message>
    <message>
      <source>This log has only {count} lines</source>
      <translation>Dieses Protokoll hat nur {count} Zeilen</translation>
    </message>
    <message>
      <source>Waiting to start. %1.</source>
      <translation>Wartet auf den Start. %1.</translation>
    </message>
  </context>
  <context>
    <name>MainWindow</name>
    <message>
      <source>About JobDesk</source>
      <translation>Über JobDesk</translation>
    </message>
    <message>
      <source>Licences…</source>
      <translation>Lizenzen…</translation>
    </message>
    <message>
      <source>Queues and runs long jobs on your own machine.

Data folder: {folder}

Qt {qt}, Python {python}</source>
      <translation>Reiht lange Aufträge auf Ihrem eigenen Computer ein und führt sie aus.

Datenordner: {folder}

Qt {qt}, Python {python}</translation>
    </message>
    <message>
      <source>Reading jobs</source>
      <translation>Aufträge werden gelesen</translation>
    </message>
    <message>
      <source>Searching logs</source>
      <translation>Durchsucht Protokolle</translation>
    </message>
  </context>
  <context>
    <name>Menus</name>
    <message>
      <source>&amp;About JobDesk</source>
      <translation>&amp;Über JobDesk</translation>
    </message>
    <message>
      <source>&amp;Columns</source>
      <translation>&amp;Spalten</translation>
    </message>
    <message>
      <source>&amp;Compact</source>
      <translation>&amp;Eng</translation>
    </message>
    <message>
      <source>&amp;Dark</source>
      <translation>&amp;Dunkel</translation>
    </message>
    <message>
      <source>&amp;Default</source>
      <translation>&amp;Standard</translation>
    </message>
    <message>
      <source>&amp;Edit</source>
      <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
      <source>&amp;File</source>
      <translation>&amp;Datei</translation>
    </message>
    <message>
      <source>&amp;Help</source>
      <translation>&amp;Hilfe</translation>
    </message>
    <message>
      <source>&amp;Home Page</source>
      <translation>&amp;Startseite</translation>
    </message>
    <message>
      <source>&amp;Job</source>
      <translation>&amp;Auftrag</translation>
    </message>
    <message>
      <source>&amp;Light</source>
      <translation>&amp;Hell</translation>
    </message>
    <message>
      <source>&amp;Queue</source>
      <translation>&amp;Warteschlange</translation>
    </message>
    <message>
      <source>&amp;Roomy</source>
      <translation>&amp;Weit</translation>
    </message>
    <message>
      <source>&amp;Row Height</source>
      <translation>&amp;Zeilenhöhe</translation>
    </message>
    <message>
      <source>&amp;View</source>
      <translation>A&amp;nsicht</translation>
    </message>
    <message>
      <source>As the &amp;System</source>
      <translation>Wie das &amp;System</translation>
    </message>
    <message>
      <source>C&amp;olours</source>
      <translation>&amp;Farben</translation>
    </message>
    <message>
      <source>Details</source>
      <translation>Einzelheiten</translation>
    </message>
    <message>
      <source>New Job</source>
      <translation>Neuer Auftrag</translation>
    </message>
    <message>
      <source>New {kind} Job</source>
      <translation>Neuer Auftrag: {kind}</translation>
    </message>
    <message>
      <source>Search</source>
      <translation>Suchen</translation>
    </message>
    <message>
      <source>Search jobs and logs</source>
      <translation>Aufträge und Protokolle suchen</translation>
    </message>
    <message>
      <source>Sidebar</source>
      <translation>Seitenleiste</translation>
    </message>
    <message>
      <source>Toolbar</source>
      <translation>Werkzeugleiste</translation>
    </message>
  </context>
  <context>
    <name>NotesEdit</name>
    <message>
      <source>Notes</source>
      <translation>Notizen</translation>
    </message>
    <message>
      <source>Notes about this job</source>
      <translation>Notizen zu diesem Auftrag</translation>
    </message>
  </context>
  <context>
    <name>NoticeBar</name>
    <message>
      <source>Dismiss</source>
      <translation>Schließen</translation>
    </message>
    <message>
      <source>Dismiss this notice</source>
      <translation>Diesen Hinweis schließen</translation>
    </message>
  </context>
  <context>
    <name>Notifications</name>
    <message numerus="yes">
      <source>%n cancelled</source>
      <translation>
        <numerusform>%n abgebrochen</numerusform>
        <numerusform>%n abgebrochen</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n completed</source>
      <translation>
        <numerusform>%n abgeschlossen</numerusform>
        <numerusform>%n abgeschlossen</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n failed</source>
      <translation>
        <numerusform>%n fehlgeschlagen</numerusform>
        <numerusform>%n fehlgeschlagen</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n jobs ended</source>
      <translation>
        <numerusform>%n Auftrag ist zu Ende</numerusform>
        <numerusform>%n Aufträge sind zu Ende</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n silent</source>
      <translation>
        <numerusform>%n still</numerusform>
        <numerusform>%n still</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>All %n jobs done</source>
      <translation>
        <numerusform>Auftrag fertig: %n</numerusform>
        <numerusform>Alle %n Aufträge fertig</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>News of %n jobs</source>
      <translation>
        <numerusform>Neues von %n Auftrag</numerusform>
        <numerusform>Neues von %n Aufträgen</numerusform>
      </translation>
    </message>
    <message>
      <source>Open</source>
      <translation>Öffnen</translation>
    </message>
    <message>
      <source>{name} failed</source>
      <translation>{name} ist fehlgeschlagen</translation>
    </message>
    <message>
      <source>{name} finished</source>
      <translation>{name} ist fertig</translation>
    </message>
    <message>
      <source>{name} is silent</source>
      <translation>{name} ist still</translation>
    </message>
    <message>
      <source>{name} takes long</source>
      <translation>{name} dauert lange</translation>
    </message>
    <message>
      <source>{name} waits long</source>
      <translation>{name} wartet lange</translation>
    </message>
    <message>
      <source>{name} was missed</source>
      <translation>{name} wurde versäumt</translation>
    </message>
  </context>
  <context>
    <name>Numbers</name>
    <message numerus="yes">
      <source>%n bytes</source>
      <translation>
        <numerusform>%n Byte</numerusform>
        <numerusform>%n Bytes</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>OverviewPane</name>
    <message>
      <source>Last runs</source>
      <translation>Letzte Läufe</translation>
    </message>
    <message>
      <source>Load</source>
      <translation>Auslastung</translation>
    </message>
    <message>
      <source>Notes</source>
      <translation>Notizen</translation>
    </message>
    <message>
      <source>Overview</source>
      <translation>Überblick</translation>
    </message>
  </context>
  <context>
    <name>PaletteEntries</name>
    <message>
      <source>Go to “%1”</source>
      <translation>Zu „%1“ gehen</translation>
    </message>
    <message>
      <source>Run %1</source>
      <translation>%1 ausführen</translation>
    </message>
    <message>
      <source>Settings</source>
      <translation>Einstellungen</translation>
    </message>
    <message>
      <source>Template</source>
      <translation>Vorlage</translation>
    </message>
  </context>
  <context>
    <name>PolicyWords</name>
    <message>
      <source>%1 times the usual</source>
      <translation>dem %1-Fachen der üblichen Zeit</translation>
    </message>
    <message numerus="yes">
      <source>%n times</source>
      <translation>
        <numerusform>%n-mal</numerusform>
        <numerusform>%n-mal</numerusform>
      </translation>
    </message>
    <message>
      <source>At once</source>
      <translation>Zugleich</translation>
    </message>
    <message>
      <source>Retries</source>
      <translation>Wiederholungen</translation>
    </message>
    <message>
      <source>Run time</source>
      <translation>Laufzeit</translation>
    </message>
    <message>
      <source>Then</source>
      <translation>Danach</translation>
    </message>
    <message>
      <source>Try again later</source>
      <translation>Später erneut</translation>
    </message>
    <message>
      <source>Waiting</source>
      <translation>Warten</translation>
    </message>
    <message>
      <source>Without output</source>
      <translation>Ohne Ausgabe</translation>
    </message>
    <message>
      <source>after %1 if it says no time</source>
      <translation>nach %1, falls keine Zeit genannt ist</translation>
    </message>
    <message>
      <source>after exit codes %1</source>
      <translation>bei Exit-Codes %1</translation>
    </message>
    <message>
      <source>each %1 times longer, up to %2</source>
      <translation>jede %1-mal so lang, bis %2</translation>
    </message>
    <message>
      <source>first after %1</source>
      <translation>erste nach %1</translation>
    </message>
    <message>
      <source>if the log holds %1</source>
      <translation>wenn das Protokoll %1 enthält</translation>
    </message>
    <message>
      <source>on exit codes %1</source>
      <translation>bei Exit-Codes %1</translation>
    </message>
    <message>
      <source>stops after %1</source>
      <translation>beendet nach %1</translation>
    </message>
    <message>
      <source>warns after %1</source>
      <translation>warnt nach %1</translation>
    </message>
    <message>
      <source>when it ends, start %1</source>
      <translation>wenn er endet, %1 starten</translation>
    </message>
    <message>
      <source>when it fails, start %1</source>
      <translation>wenn er scheitert, %1 starten</translation>
    </message>
    <message>
      <source>when it succeeds, start %1</source>
      <translation>wenn er gelingt, %1 starten</translation>
    </message>
    <message>
      <source>when its log tells of a usage limit</source>
      <translation>wenn sein Protokoll ein Nutzungslimit nennt</translation>
    </message>
  </context>
  <context>
    <name>Priority</name>
    <message>
      <source>High</source>
      <translation>Hoch</translation>
    </message>
    <message>
      <source>Highest</source>
      <translation>Höchste</translation>
    </message>
    <message>
      <source>Low</source>
      <translation>Niedrig</translation>
    </message>
    <message>
      <source>Lowest</source>
      <translation>Niedrigste</translation>
    </message>
    <message>
      <source>Normal</source>
      <translation>Normal</translation>
    </message>
  </context>
  <context>
    <name>ProgramNotice</name>
    <message>
      <source>JobDesk was removed. This window works until it is closed; running jobs go on.</source>
      <translation>JobDesk wurde entfernt. Dieses Fenster funktioniert, bis es geschlossen wird; laufende Aufträge laufen weiter.</translation>
    </message>
    <message>
      <source>JobDesk was updated; restart it to use the new version. Running jobs go on.</source>
      <translation>JobDesk wurde aktualisiert; starten Sie es neu, um die neue Version zu verwenden. Laufende Aufträge laufen weiter.</translation>
    </message>
    <message>
      <source>Restart</source>
      <translation>Neu starten</translation>
    </message>
  </context>
  <context>
    <name>Progress</name>
    <message>
      <source>%1 left</source>
      <translation>noch %1</translation>
    </message>
    <message>
      <source>%1 of %2</source>
      <translation>%1 von %2</translation>
    </message>
    <message>
      <source>Longer than expected by %1</source>
      <translation>%1 länger als erwartet</translation>
    </message>
    <message>
      <source>Longer than usual by %1</source>
      <translation>%1 länger als üblich</translation>
    </message>
    <message>
      <source>Step</source>
      <translation>Schritt</translation>
    </message>
    <message>
      <source>Step %1</source>
      <translation>Schritt %1</translation>
    </message>
    <message>
      <source>Usually %1</source>
      <translation>Meist %1</translation>
    </message>
    <message>
      <source>about %1</source>
      <translation>etwa %1</translation>
    </message>
    <message>
      <source>faster than usual</source>
      <translation>schneller als üblich</translation>
    </message>
    <message>
      <source>less than %1</source>
      <translation>weniger als %1</translation>
    </message>
    <message>
      <source>percent</source>
      <translation>Prozent</translation>
    </message>
    <message>
      <source>slower than usual</source>
      <translation>langsamer als üblich</translation>
    </message>
  </context>
  <context>
    <name>QueueCounts</name>
    <message numerus="yes">
      <source>%Ln need you</source>
      <translation>
        <numerusform>%Ln braucht Sie</numerusform>
        <numerusform>%Ln brauchen Sie</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln queued</source>
      <translation>
        <numerusform>%Ln wartet</numerusform>
        <numerusform>%Ln warten</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln running</source>
      <translation>
        <numerusform>%Ln läuft</numerusform>
        <numerusform>%Ln laufen</numerusform>
      </translation>
    </message>
    <message>
      <source>Queue draining</source>
      <translation>Warteschlange läuft leer</translation>
    </message>
    <message>
      <source>Queue paused</source>
      <translation>Warteschlange pausiert</translation>
    </message>
    <message>
      <source>Ready</source>
      <translation>Bereit</translation>
    </message>
    <message>
      <source>Show these jobs</source>
      <translation>Diese Aufträge zeigen</translation>
    </message>
    <message>
      <source>Show what is to come</source>
      <translation>Zeigen, was kommt</translation>
    </message>
  </context>
  <context>
    <name>QueueDeeds</name>
    <message>
      <source>%1 is tried again</source>
      <translation>%1 wird erneut versucht</translation>
    </message>
    <message>
      <source>%1 run next</source>
      <translation>%1 wird als Nächstes ausgeführt</translation>
    </message>
    <message numerus="yes">
      <source>%1 starts now</source>
      <translation>
        <numerusform>%1 startet jetzt</numerusform>
        <numerusform>%1 starten jetzt</numerusform>
      </translation>
    </message>
    <message>
      <source>%1 waits for others</source>
      <translation>%1 wartet auf andere</translation>
    </message>
    <message>
      <source>Change Notification of %1</source>
      <translation>Benachrichtigung von %1 ändern</translation>
    </message>
    <message>
      <source>Changed the notification of %1</source>
      <translation>Benachrichtigung von %1 geändert</translation>
    </message>
    <message>
      <source>Held %1</source>
      <translation>%1 angehalten</translation>
    </message>
    <message>
      <source>Hold %1</source>
      <translation>%1 anhalten</translation>
    </message>
    <message>
      <source>Let %1 Wait</source>
      <translation>%1 warten lassen</translation>
    </message>
    <message>
      <source>Move %1</source>
      <translation>%1 verschieben</translation>
    </message>
    <message>
      <source>Move %1 to Queue</source>
      <translation>%1 in Warteschlange verschieben</translation>
    </message>
    <message>
      <source>Moved %1</source>
      <translation>%1 verschoben</translation>
    </message>
    <message>
      <source>Moved %1 to the queue %2</source>
      <translation>%1 in die Warteschlange %2 verschoben</translation>
    </message>
    <message>
      <source>Restore %1</source>
      <translation>%1 wiederherstellen</translation>
    </message>
    <message>
      <source>Restored %1</source>
      <translation>%1 wiederhergestellt</translation>
    </message>
    <message>
      <source>Resume %1</source>
      <translation>%1 fortsetzen</translation>
    </message>
    <message>
      <source>Resumed %1</source>
      <translation>%1 fortgesetzt</translation>
    </message>
    <message>
      <source>Run %1 Next</source>
      <translation>%1 als Nächstes ausführen</translation>
    </message>
    <message>
      <source>Run %1 Now</source>
      <translation>%1 jetzt ausführen</translation>
    </message>
    <message>
      <source>Set Priority of %1</source>
      <translation>Priorität von %1 setzen</translation>
    </message>
    <message>
      <source>Set the priority of %1</source>
      <translation>Priorität von %1 gesetzt</translation>
    </message>
    <message>
      <source>Start %1</source>
      <translation>%1 starten</translation>
    </message>
    <message>
      <source>Started %1</source>
      <translation>%1 gestartet</translation>
    </message>
    <message>
      <source>Tag %1</source>
      <translation>%1 Schlagwort geben</translation>
    </message>
    <message>
      <source>Tagged %1</source>
      <translation>%1 verschlagwortet</translation>
    </message>
    <message>
      <source>Try %1 Now</source>
      <translation>%1 jetzt versuchen</translation>
    </message>
    <message>
      <source>Untag %1</source>
      <translation>%1 Schlagwort nehmen</translation>
    </message>
    <message>
      <source>Untagged %1</source>
      <translation>Schlagwort von %1 entfernt</translation>
    </message>
    <message>
      <source>over the limit of %1: %2 of %3 running</source>
      <translation>über der Grenze von %1: %2 von %3 laufen</translation>
    </message>
    <message>
      <source>over the limit: %1 of %2 running</source>
      <translation>über der Grenze: %1 von %2 laufen</translation>
    </message>
  </context>
  <context>
    <name>Queues</name>
    <message>
      <source>%1 waits for no other job, and none waits for it</source>
      <translation>%1 wartet auf keinen anderen Auftrag, und keiner auf ihn</translation>
    </message>
    <message>
      <source>&amp;Drain</source>
      <translation>&amp;Leerlaufen lassen</translation>
    </message>
    <message>
      <source>&amp;Limits…</source>
      <translation>&amp;Grenzen…</translation>
    </message>
    <message>
      <source>&amp;Pause</source>
      <translation>&amp;Pausieren</translation>
    </message>
    <message>
      <source>&amp;Queues</source>
      <translation>&amp;Warteschlangen</translation>
    </message>
    <message>
      <source>&amp;Resume</source>
      <translation>&amp;Fortsetzen</translation>
    </message>
    <message>
      <source>Default</source>
      <translation>Standard</translation>
    </message>
    <message>
      <source>Everything</source>
      <translation>Alles</translation>
    </message>
    <message>
      <source>Freeze what runs of it, and start nothing new</source>
      <translation>Einfrieren, was von ihr läuft, und nichts Neues starten</translation>
    </message>
    <message>
      <source>Let what runs of it come to its end, and start nothing new</source>
      <translation>Was von ihr läuft, zu Ende laufen lassen und nichts Neues starten</translation>
    </message>
    <message>
      <source>Start its jobs again, and let what was frozen with it go on</source>
      <translation>Ihre Aufträge wieder starten und weiterlaufen lassen, was mit ihr eingefroren wurde</translation>
    </message>
    <message>
      <source>everything is draining already</source>
      <translation>alles läuft schon leer</translation>
    </message>
    <message>
      <source>everything is paused already</source>
      <translation>alles ist schon pausiert</translation>
    </message>
    <message>
      <source>it is draining already</source>
      <translation>sie läuft schon leer</translation>
    </message>
    <message>
      <source>it is not paused</source>
      <translation>sie ist nicht pausiert</translation>
    </message>
    <message>
      <source>it is paused already</source>
      <translation>sie ist schon pausiert</translation>
    </message>
    <message>
      <source>nothing is paused</source>
      <translation>nichts ist pausiert</translation>
    </message>
  </context>
  <context>
    <name>Reopening</name>
    <message>
      <source>Closed %1 without saving</source>
      <translation>%1 geschlossen, ohne zu speichern</translation>
    </message>
    <message>
      <source>Reopen</source>
      <translation>Wieder öffnen</translation>
    </message>
  </context>
  <context>
    <name>RunBars</name>
    <message>
      <source>Last runs</source>
      <translation>Letzte Läufe</translation>
    </message>
    <message>
      <source>Last runs: %1</source>
      <translation>Letzte Läufe: %1</translation>
    </message>
  </context>
  <context>
    <name>ScheduleDeeds</name>
    <message>
      <source>%1 has no run to skip</source>
      <translation>%1 hat keinen Lauf zum Auslassen</translation>
    </message>
    <message>
      <source>%1 paused</source>
      <translation>%1 angehalten</translation>
    </message>
    <message>
      <source>%1 runs again</source>
      <translation>%1 läuft wieder</translation>
    </message>
    <message>
      <source>Delete %1</source>
      <translation>%1 löschen</translation>
    </message>
    <message>
      <source>Deleted the schedule %1</source>
      <translation>Zeitplan %1 gelöscht</translation>
    </message>
    <message>
      <source>Edit %1</source>
      <translation>%1 bearbeiten</translation>
    </message>
    <message>
      <source>Pause %1</source>
      <translation>%1 anhalten</translation>
    </message>
    <message>
      <source>Resume %1</source>
      <translation>%1 fortsetzen</translation>
    </message>
    <message>
      <source>Schedule %1</source>
      <translation>%1 planen</translation>
    </message>
    <message>
      <source>Scheduled %1</source>
      <translation>%1 geplant</translation>
    </message>
    <message>
      <source>Skipped a run of %1</source>
      <translation>Ein Lauf von %1 ausgelassen</translation>
    </message>
    <message>
      <source>Undo</source>
      <translation>Rückgängig</translation>
    </message>
  </context>
  <context>
    <name>ScheduleWindows</name>
    <message>
      <source>Its schedule is gone</source>
      <translation>Seinen Zeitplan gibt es nicht mehr</translation>
    </message>
  </context>
  <context>
    <name>SchedulesModel</name>
    <message>
      <source>Last run</source>
      <translation>Letzter Lauf</translation>
    </message>
    <message>
      <source>Name</source>
      <translation>Name</translation>
    </message>
    <message>
      <source>Next run</source>
      <translation>Nächster Lauf</translation>
    </message>
    <message>
      <source>None</source>
      <translation>Keiner</translation>
    </message>
    <message>
      <source>Paused</source>
      <translation>Angehalten</translation>
    </message>
    <message>
      <source>When</source>
      <translation>Wann</translation>
    </message>
    <message>
      <source>none</source>
      <translation>nichts</translation>
    </message>
  </context>
  <context>
    <name>SchedulesWindow</name>
    <message>
      <source>&amp;Delete</source>
      <translation>&amp;Löschen</translation>
    </message>
    <message>
      <source>&amp;Edit…</source>
      <translation>&amp;Bearbeiten…</translation>
    </message>
    <message>
      <source>&amp;New…</source>
      <translation>&amp;Neu…</translation>
    </message>
    <message>
      <source>&amp;Pause</source>
      <translation>&amp;Anhalten</translation>
    </message>
    <message>
      <source>&amp;Resume</source>
      <translation>&amp;Fortsetzen</translation>
    </message>
    <message>
      <source>&amp;Skip Next</source>
      <translation>Nächsten a&amp;uslassen</translation>
    </message>
    <message>
      <source>Close</source>
      <translation>Schließen</translation>
    </message>
    <message>
      <source>Last runs</source>
      <translation>Letzte Läufe</translation>
    </message>
    <message>
      <source>Leave the next run out; that it was is recorded</source>
      <translation>Den nächsten Lauf auslassen; das wird vermerkt</translation>
    </message>
    <message>
      <source>Next runs</source>
      <translation>Nächste Läufe</translation>
    </message>
    <message>
      <source>No run yet</source>
      <translation>Noch kein Lauf</translation>
    </message>
    <message>
      <source>None</source>
      <translation>Keine</translation>
    </message>
    <message>
      <source>Nothing is scheduled</source>
      <translation>Nichts ist geplant</translation>
    </message>
    <message>
      <source>Schedules</source>
      <translation>Zeitpläne</translation>
    </message>
  </context>
  <context>
    <name>Search</name>
    <message>
      <source>Words, or terms: status:failed  kind:python  tag:nightly  queue:default  priority:&gt;0  cost:&gt;1  since:7d  #14
"exact words"  -word</source>
      <translation>Wörter oder Begriffe: status:failed  kind:python  tag:nightly  queue:default  priority:&gt;0  cost:&gt;1  since:7d  #14
"genaue Wörter"  -Wort</translation>
    </message>
  </context>
  <context>
    <name>SettingRow</name>
    <message>
      <source>Back to the default: %1</source>
      <translation>Zurück zur Vorgabe: %1</translation>
    </message>
    <message>
      <source>Browse for %1</source>
      <translation>Durchsuchen für %1</translation>
    </message>
    <message>
      <source>Browse…</source>
      <translation>Durchsuchen…</translation>
    </message>
    <message>
      <source>Default</source>
      <translation>Vorgabe</translation>
    </message>
    <message>
      <source>Default: %1.</source>
      <translation>Vorgabe: %1.</translation>
    </message>
  </context>
  <context>
    <name>Settings</name>
    <message>
      <source>A job is asked politely, asked to terminate after half of this, and killed at its end.</source>
      <translation>Ein Auftrag wird freundlich gebeten, nach der Hälfte dieser Zeit zum Ende aufgefordert und an ihrem Schluss beendet.</translation>
    </message>
    <message>
      <source>Archive ended jobs, after days</source>
      <translation>Beendete Aufträge archivieren, nach Tagen</translation>
    </message>
    <message>
      <source>Ask when quitting while jobs run</source>
      <translation>Beim Beenden fragen, solange Aufträge laufen</translation>
    </message>
    <message>
      <source>Asks for the number of the newest version, and sends nothing about you. Nothing is installed by itself.</source>
      <translation>Fragt nach der Nummer der neuesten Version und sendet nichts über Sie. Nichts wird von selbst installiert.</translation>
    </message>
    <message>
      <source>Beyond this, the oldest go to the archive, which keeps their logs. 0: no limit.</source>
      <translation>Darüber hinaus kommen die ältesten ins Archiv, das ihre Protokolle behält. 0: keine Grenze.</translation>
    </message>
    <message>
      <source>Beyond this, the oldest go to the archive. 0: no limit.</source>
      <translation>Darüber hinaus kommen die ältesten ins Archiv. 0: keine Grenze.</translation>
    </message>
    <message>
      <source>Beyond this, the oldest leave the trash for good.</source>
      <translation>Darüber hinaus verlassen die ältesten den Papierkorb endgültig.</translation>
    </message>
    <message>
      <source>Check for updates once a day</source>
      <translation>Einmal am Tag nach Updates suchen</translation>
    </message>
    <message>
      <source>Empty: the first on the search path. Scripts have their own.</source>
      <translation>Leer: der erste im Suchpfad. Skripte haben ihren eigenen.</translation>
    </message>
    <message>
      <source>Empty: your home folder.</source>
      <translation>Leer: Ihr persönlicher Ordner.</translation>
    </message>
    <message>
      <source>Folder for new jobs</source>
      <translation>Ordner für neue Aufträge</translation>
    </message>
    <message>
      <source>Give way to other programs</source>
      <translation>Anderen Programmen den Vortritt lassen</translation>
    </message>
    <message>
      <source>Grace when stopping, in seconds</source>
      <translation>Frist beim Stoppen, in Sekunden</translation>
    </message>
    <message>
      <source>History</source>
      <translation>Verlauf</translation>
    </message>
    <message>
      <source>How many jobs may run at the same time; the rest waits its turn.</source>
      <translation>Wie viele Aufträge zugleich laufen dürfen; die übrigen warten, bis sie an der Reihe sind.</translation>
    </message>
    <message>
      <source>Jobs</source>
      <translation>Aufträge</translation>
    </message>
    <message>
      <source>Jobs at once</source>
      <translation>Aufträge zugleich</translation>
    </message>
    <message>
      <source>Keep at most, deleted jobs</source>
      <translation>Gelöschte Aufträge höchstens aufbewahren</translation>
    </message>
    <message>
      <source>Keep at most, ended jobs</source>
      <translation>Beendete Aufträge höchstens aufbewahren</translation>
    </message>
    <message>
      <source>Keep at most, logs of ended jobs in GB</source>
      <translation>Höchstens behalten, Protokolle beendeter Aufträge in GB</translation>
    </message>
    <message>
      <source>Keep deleted jobs, in days</source>
      <translation>Gelöschte Aufträge aufbewahren, in Tagen</translation>
    </message>
    <message>
      <source>Keep the computer awake while jobs run</source>
      <translation>Den Computer wach halten, solange Aufträge laufen</translation>
    </message>
    <message>
      <source>Language</source>
      <translation>Sprache</translation>
    </message>
    <message>
      <source>Long: it took more than a minute. Hidden: the window is not in front.</source>
      <translation>Lang: er dauerte über eine Minute. Verborgen: das Fenster ist nicht im Vordergrund.</translation>
    </message>
    <message>
      <source>New jobs</source>
      <translation>Neue Aufträge</translation>
    </message>
    <message>
      <source>Nice level of jobs: 0 is normal, 19 the lowest. On Linux it counts against all other programs.</source>
      <translation>Nice-Wert der Aufträge: 0 ist normal, 19 die niedrigste Priorität. Unter Linux gilt er gegenüber allen anderen Programmen.</translation>
    </message>
    <message>
      <source>Nothing is told in them.</source>
      <translation>In ihnen wird nichts gemeldet.</translation>
    </message>
    <message>
      <source>Nothing new starts; what runs goes on.</source>
      <translation>Nichts Neues startet; was läuft, läuft weiter.</translation>
    </message>
    <message>
      <source>Notifications</source>
      <translation>Meldungen</translation>
    </message>
    <message>
      <source>Of jobs that report none themselves: bars, percentages and counts in their output.</source>
      <translation>Von Aufträgen, die selbst keinen melden: Balken, Prozente und Zählungen in ihrer Ausgabe.</translation>
    </message>
    <message>
      <source>Older ones leave the trash for good, with their logs.</source>
      <translation>Ältere verlassen den Papierkorb endgültig, mit ihren Protokollen.</translation>
    </message>
    <message>
      <source>Opens in the tray, where there is one; waiting jobs go on. The system keeps this setting.</source>
      <translation>Öffnet im Infobereich, wo es einen gibt; wartende Aufträge gehen weiter. Diese Einstellung führt das System.</translation>
    </message>
    <message>
      <source>Otherwise they go on in the background.</source>
      <translation>Sonst laufen sie im Hintergrund weiter.</translation>
    </message>
    <message>
      <source>Python for new jobs</source>
      <translation>Python für neue Aufträge</translation>
    </message>
    <message>
      <source>Queue paused</source>
      <translation>Warteschlange pausiert</translation>
    </message>
    <message>
      <source>Quiet from, hour</source>
      <translation>Ruhe ab, Stunde</translation>
    </message>
    <message>
      <source>Quiet hours</source>
      <translation>Ruhezeiten</translation>
    </message>
    <message>
      <source>Quiet until, hour</source>
      <translation>Ruhe bis, Stunde</translation>
    </message>
    <message>
      <source>Read progress from what jobs print</source>
      <translation>Fortschritt aus der Ausgabe der Aufträge lesen</translation>
    </message>
    <message>
      <source>Row height</source>
      <translation>Zeilenhöhe</translation>
    </message>
    <message>
      <source>Runs the lines that ask for a shell. Empty: the system's own.</source>
      <translation>Führt die Zeilen aus, die eine Shell verlangen. Leer: die des Systems.</translation>
    </message>
    <message>
      <source>Shell</source>
      <translation>Shell</translation>
    </message>
    <message>
      <source>Start JobDesk when I log in</source>
      <translation>JobDesk beim Anmelden starten</translation>
    </message>
    <message>
      <source>Start and updates</source>
      <translation>Start und Updates</translation>
    </message>
    <message>
      <source>Takes effect at the next start.</source>
      <translation>Gilt ab dem nächsten Start.</translation>
    </message>
    <message>
      <source>Tell when a job has completed</source>
      <translation>Melden, wenn ein Auftrag abgeschlossen ist</translation>
    </message>
    <message>
      <source>Tell when a job has failed</source>
      <translation>Melden, wenn ein Auftrag fehlgeschlagen ist</translation>
    </message>
    <message>
      <source>Tell when all jobs are done</source>
      <translation>Melden, wenn alle Aufträge fertig sind</translation>
    </message>
    <message>
      <source>The screen may still turn off.</source>
      <translation>Der Bildschirm darf sich trotzdem ausschalten.</translation>
    </message>
    <message>
      <source>Theme</source>
      <translation>Farbschema</translation>
    </message>
    <message>
      <source>They leave the list and can still be searched. 0: never. Each queue may have rules of its own.</source>
      <translation>Sie verlassen die Liste und lassen sich weiter durchsuchen. 0: nie. Jede Warteschlange kann eigene Regeln haben.</translation>
    </message>
    <message>
      <source>When more than one job ran, and nothing runs or waits any more.</source>
      <translation>Wenn mehr als ein Auftrag lief und nichts mehr läuft oder wartet.</translation>
    </message>
    <message>
      <source>Window</source>
      <translation>Fenster</translation>
    </message>
    <message>
      <source>always</source>
      <translation>immer</translation>
    </message>
    <message>
      <source>compact</source>
      <translation>eng</translation>
    </message>
    <message>
      <source>dark</source>
      <translation>dunkel</translation>
    </message>
    <message>
      <source>de</source>
      <translation>Deutsch</translation>
    </message>
    <message>
      <source>default</source>
      <translation>Standard</translation>
    </message>
    <message>
      <source>en</source>
      <translation>Englisch</translation>
    </message>
    <message>
      <source>light</source>
      <translation>hell</translation>
    </message>
    <message>
      <source>long or hidden</source>
      <translation>lang oder verborgen</translation>
    </message>
    <message>
      <source>never</source>
      <translation>nie</translation>
    </message>
    <message>
      <source>roomy</source>
      <translation>weit</translation>
    </message>
    <message>
      <source>system</source>
      <translation>wie das System</translation>
    </message>
  </context>
  <context>
    <name>SettingsDialog</name>
    <message>
      <source>No setting fits</source>
      <translation>Keine Einstellung passt</translation>
    </message>
    <message>
      <source>Pages</source>
      <translation>Seiten</translation>
    </message>
    <message>
      <source>Search settings</source>
      <translation>Einstellungen suchen</translation>
    </message>
    <message>
      <source>Settings</source>
      <translation>Einstellungen</translation>
    </message>
  </context>
  <context>
    <name>Sidebar</name>
    <message>
      <source>%1 of %2</source>
      <translation>%1 von %2</translation>
    </message>
    <message>
      <source>%1 running</source>
      <translation>%1 laufen</translation>
    </message>
    <message>
      <source>All jobs</source>
      <translation>Alle Aufträge</translation>
    </message>
    <message>
      <source>Archive</source>
      <translation>Archiv</translation>
    </message>
    <message>
      <source>Jobs</source>
      <translation>Aufträge</translation>
    </message>
    <message>
      <source>Kinds</source>
      <translation>Arten</translation>
    </message>
    <message>
      <source>Queue %1</source>
      <translation>Warteschlange %1</translation>
    </message>
    <message>
      <source>Queues</source>
      <translation>Warteschlangen</translation>
    </message>
    <message>
      <source>Tags</source>
      <translation>Schlagwörter</translation>
    </message>
    <message>
      <source>Trash</source>
      <translation>Papierkorb</translation>
    </message>
    <message>
      <source>draining</source>
      <translation>läuft leer</translation>
    </message>
    <message>
      <source>paused</source>
      <translation>pausiert</translation>
    </message>
  </context>
  <context>
    <name>SidebarView</name>
    <message>
      <source>Filters</source>
      <translation>Filter</translation>
    </message>
  </context>
  <context>
    <name>Start</name>
    <message>
      <source>%1 at %2</source>
      <translation>%1 um %2</translation>
    </message>
    <message>
      <source>%1, then %2</source>
      <translation>%1, dann %2</translation>
    </message>
    <message>
      <source>Missed %1 (%2), runs %3</source>
      <translation>Um %1 versäumt (%2), läuft %3</translation>
    </message>
    <message>
      <source>Starts in %1</source>
      <translation>Startet in %1</translation>
    </message>
    <message>
      <source>Today %1</source>
      <translation>Heute %1</translation>
    </message>
    <message>
      <source>Tomorrow %1</source>
      <translation>Morgen %1</translation>
    </message>
    <message>
      <source>Yesterday %1</source>
      <translation>Gestern %1</translation>
    </message>
    <message>
      <source>daily</source>
      <translation>täglich</translation>
    </message>
    <message>
      <source>every %1</source>
      <translation>alle %1</translation>
    </message>
    <message>
      <source>hourly</source>
      <translation>stündlich</translation>
    </message>
    <message>
      <source>monthly on day %1</source>
      <translation>monatlich am Tag %1</translation>
    </message>
    <message>
      <source>on weekdays</source>
      <translation>werktags</translation>
    </message>
    <message>
      <source>weekly on %1</source>
      <translation>wöchentlich am %1</translation>
    </message>
  </context>
  <context>
    <name>StartRows</name>
    <message>
      <source>Again and again</source>
      <translation>Immer wieder</translation>
    </message>
    <message>
      <source>All of them</source>
      <translation>Alle</translation>
    </message>
    <message>
      <source>Any of them</source>
      <translation>Einer davon</translation>
    </message>
    <message>
      <source>At a moment</source>
      <translation>Zu einem Zeitpunkt</translation>
    </message>
    <message>
      <source>Do not make up for them</source>
      <translation>Nicht nachholen</translation>
    </message>
    <message>
      <source>Every 30 minutes</source>
      <translation>Alle 30 Minuten</translation>
    </message>
    <message>
      <source>Every Monday at 09:00</source>
      <translation>Jeden Montag um 09:00</translation>
    </message>
    <message>
      <source>Every day at 03:00</source>
      <translation>Jeden Tag um 03:00</translation>
    </message>
    <message>
      <source>Examples</source>
      <translation>Beispiele</translation>
    </message>
    <message>
      <source>Hold until I start it</source>
      <translation>Zurückhalten, bis ich ihn starte</translation>
    </message>
    <message>
      <source>Make up for each of them</source>
      <translation>Jeden nachholen</translation>
    </message>
    <message>
      <source>Make up for one of them</source>
      <translation>Einen nachholen</translation>
    </message>
    <message>
      <source>Missed while the computer slept or JobDesk did not run</source>
      <translation>Versäumt, während der Computer schlief oder JobDesk nicht lief</translation>
    </message>
    <message>
      <source>Next runs</source>
      <translation>Nächste Läufe</translation>
    </message>
    <message>
      <source>Now, over the limit</source>
      <translation>Jetzt, über die Grenze</translation>
    </message>
    <message>
      <source>Numbers of jobs that must end first; type a part of a name to find one</source>
      <translation>Nummern der Aufträge, die zuerst enden müssen; ein Teil eines Namens findet einen</translation>
    </message>
    <message>
      <source>On the first of each month at 06:00</source>
      <translation>Am Ersten jedes Monats um 06:00</translation>
    </message>
    <message>
      <source>On weekdays at 09:00</source>
      <translation>Werktags um 09:00</translation>
    </message>
    <message>
      <source>Once</source>
      <translation>Sobald</translation>
    </message>
    <message>
      <source>Run the next one afterwards</source>
      <translation>Den nächsten danach ausführen</translation>
    </message>
    <message>
      <source>Run the next one beside it</source>
      <translation>Den nächsten daneben ausführen</translation>
    </message>
    <message>
      <source>Skip the next one</source>
      <translation>Den nächsten auslassen</translation>
    </message>
    <message>
      <source>Start</source>
      <translation>Start</translation>
    </message>
    <message>
      <source>When its turn comes</source>
      <translation>Wenn er an der Reihe ist</translation>
    </message>
    <message>
      <source>else cancel it</source>
      <translation>sonst abbrechen</translation>
    </message>
    <message>
      <source>else hold it</source>
      <translation>sonst zurückhalten</translation>
    </message>
    <message>
      <source>have ended</source>
      <translation>geendet haben</translation>
    </message>
    <message>
      <source>have failed</source>
      <translation>gescheitert sind</translation>
    </message>
    <message>
      <source>have succeeded</source>
      <translation>erfolgreich waren</translation>
    </message>
  </context>
  <context>
    <name>StatusParts</name>
    <message numerus="yes">
      <source>%n new</source>
      <translation>
        <numerusform>%n neu</numerusform>
        <numerusform>%n neu</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Activity: %n new</source>
      <translation>
        <numerusform>Aktivität: %n neu</numerusform>
        <numerusform>Aktivität: %n neu</numerusform>
      </translation>
    </message>
    <message>
      <source>It may sleep again when no job runs. Click for the setting.</source>
      <translation>Er darf wieder schlafen, wenn kein Auftrag läuft. Klicken Sie für die Einstellung.</translation>
    </message>
    <message>
      <source>Keeping computer awake</source>
      <translation>Computer bleibt wach</translation>
    </message>
    <message>
      <source>What happened while you were away</source>
      <translation>Was geschah, während Sie weg waren</translation>
    </message>
  </context>
  <context>
    <name>Teller</name>
    <message>
      <source>JobDesk cannot save its jobs</source>
      <translation>JobDesk kann seine Aufträge nicht sichern</translation>
    </message>
    <message>
      <source>Jobs can be saved again</source>
      <translation>Aufträge lassen sich wieder sichern</translation>
    </message>
    <message>
      <source>{name} cancelled</source>
      <translation>{name} abgebrochen</translation>
    </message>
  </context>
  <context>
    <name>TemplateDialogs</name>
    <message>
      <source>Delete Template %1</source>
      <translation>Vorlage %1 löschen</translation>
    </message>
    <message>
      <source>Deleted template %1</source>
      <translation>Vorlage %1 gelöscht</translation>
    </message>
    <message>
      <source>Edit Template %1</source>
      <translation>Vorlage %1 bearbeiten</translation>
    </message>
    <message>
      <source>Export Template</source>
      <translation>Vorlage exportieren</translation>
    </message>
    <message>
      <source>Exported template %1</source>
      <translation>Vorlage %1 exportiert</translation>
    </message>
    <message>
      <source>Import Template</source>
      <translation>Vorlage importieren</translation>
    </message>
    <message>
      <source>Imported template %1</source>
      <translation>Vorlage %1 importiert</translation>
    </message>
    <message>
      <source>R&amp;un Template</source>
      <translation>Vorlage &amp;ausführen</translation>
    </message>
    <message>
      <source>Run %1…</source>
      <translation>%1 ausführen…</translation>
    </message>
    <message>
      <source>Run…</source>
      <translation>Ausführen…</translation>
    </message>
    <message>
      <source>Save Template %1</source>
      <translation>Vorlage %1 speichern</translation>
    </message>
    <message>
      <source>Saved template %1</source>
      <translation>Vorlage %1 gespeichert</translation>
    </message>
    <message>
      <source>Templates (*.json)</source>
      <translation>Vorlagen (*.json)</translation>
    </message>
    <message>
      <source>Undo</source>
      <translation>Rückgängig</translation>
    </message>
  </context>
  <context>
    <name>TemplateEditor</name>
    <message>
      <source>Blanks are asked for at each run. In the texts above they stand in braces: {input}</source>
      <translation>Platzhalter werden bei jedem Lauf abgefragt. In den Texten oben stehen sie in geschweiften Klammern: {input}</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>Abbrechen</translation>
    </message>
    <message>
      <source>Edit Template</source>
      <translation>Vorlage bearbeiten</translation>
    </message>
    <message>
      <source>Make Selection a &amp;Blank</source>
      <translation>Auswahl zum &amp;Platzhalter machen</translation>
    </message>
    <message>
      <source>Make {%1} a blank</source>
      <translation>{%1} zum Platzhalter machen</translation>
    </message>
    <message>
      <source>Save Template</source>
      <translation>Vorlage speichern</translation>
    </message>
    <message>
      <source>Save as Template</source>
      <translation>Als Vorlage speichern</translation>
    </message>
    <message>
      <source>Select a part of a text above first</source>
      <translation>Wählen Sie zuerst einen Teil eines Textes oben aus</translation>
    </message>
    <message>
      <source>Select a part of the command, the folder or another text first.</source>
      <translation>Wählen Sie zuerst einen Teil des Befehls, des Ordners oder eines anderen Textes aus.</translation>
    </message>
    <message>
      <source>{%1} is a blank, but stands nowhere in the texts above</source>
      <translation>{%1} ist ein Platzhalter, steht aber nirgends in den Texten oben</translation>
    </message>
  </context>
  <context>
    <name>TemplateForm</name>
    <message>
      <source>Browse for %1</source>
      <translation>Durchsuchen für %1</translation>
    </message>
    <message>
      <source>Browse…</source>
      <translation>Durchsuchen…</translation>
    </message>
    <message>
      <source>Close</source>
      <translation>Schließen</translation>
    </message>
    <message>
      <source>One file a line; each becomes a job. Drop files here.</source>
      <translation>Eine Datei je Zeile; jede wird ein Auftrag. Legen Sie Dateien hier ab.</translation>
    </message>
    <message>
      <source>Run %1</source>
      <translation>%1 ausführen</translation>
    </message>
    <message numerus="yes">
      <source>Run %1: %Ln jobs</source>
      <translation>
        <numerusform>%1 ausführen: %Ln Auftrag</numerusform>
        <numerusform>%1 ausführen: %Ln Aufträge</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Run %Ln Jobs</source>
      <translation>
        <numerusform>%Ln Auftrag ausführen</numerusform>
        <numerusform>%Ln Aufträge ausführen</numerusform>
      </translation>
    </message>
    <message>
      <source>Run Job</source>
      <translation>Auftrag ausführen</translation>
    </message>
  </context>
  <context>
    <name>TemplateImport</name>
    <message>
      <source>Cancel</source>
      <translation>Abbrechen</translation>
    </message>
    <message>
      <source>From %1. Nothing is run now. Later it runs exactly this:</source>
      <translation>Aus %1. Jetzt wird nichts ausgeführt. Später wird genau dies ausgeführt:</translation>
    </message>
    <message>
      <source>I have read what it runs and want to keep it</source>
      <translation>Ich habe gelesen, was sie ausführt, und will sie behalten</translation>
    </message>
    <message>
      <source>Import Template</source>
      <translation>Vorlage importieren</translation>
    </message>
    <message>
      <source>Read what it runs, and tick the box.</source>
      <translation>Lesen Sie, was sie ausführt, und setzen Sie das Häkchen.</translation>
    </message>
    <message>
      <source>What the template runs</source>
      <translation>Was die Vorlage ausführt</translation>
    </message>
  </context>
  <context>
    <name>TemplateText</name>
    <message>
      <source>Always</source>
      <translation>Immer</translation>
    </message>
    <message>
      <source>Blank {%1}</source>
      <translation>Platzhalter {%1}</translation>
    </message>
    <message>
      <source>Command</source>
      <translation>Befehl</translation>
    </message>
    <message>
      <source>Environment</source>
      <translation>Umgebung</translation>
    </message>
    <message>
      <source>Folder</source>
      <translation>Ordner</translation>
    </message>
    <message>
      <source>In a shell</source>
      <translation>In einer Shell</translation>
    </message>
    <message>
      <source>Job name</source>
      <translation>Name des Auftrags</translation>
    </message>
    <message>
      <source>Needs</source>
      <translation>Braucht</translation>
    </message>
    <message>
      <source>Never</source>
      <translation>Nie</translation>
    </message>
    <message>
      <source>No</source>
      <translation>Nein</translation>
    </message>
    <message>
      <source>Nothing added</source>
      <translation>Nichts hinzugefügt</translation>
    </message>
    <message>
      <source>Notify me</source>
      <translation>Mitteilen</translation>
    </message>
    <message>
      <source>Queue</source>
      <translation>Warteschlange</translation>
    </message>
    <message>
      <source>Tags</source>
      <translation>Schlagwörter</translation>
    </message>
    <message>
      <source>Yes</source>
      <translation>Ja</translation>
    </message>
    <message>
      <source>Your own for new jobs</source>
      <translation>Ihr eigener für neue Aufträge</translation>
    </message>
    <message>
      <source>priority</source>
      <translation>Priorität</translation>
    </message>
  </context>
  <context>
    <name>TemplateWindow</name>
    <message>
      <source>A template is a job with blanks. Make one from any job: select it and choose Save as Template. Files dropped on a template fill its file blank, one job each.</source>
      <translation>Eine Vorlage ist ein Auftrag mit Platzhaltern. Machen Sie aus jedem Auftrag eine: wählen Sie ihn aus und dann „Als Vorlage speichern“. Dateien, die Sie auf einer Vorlage ablegen, füllen ihren Datei-Platzhalter, je Datei ein Auftrag.</translation>
    </message>
    <message>
      <source>Delete</source>
      <translation>Löschen</translation>
    </message>
    <message>
      <source>Edit…</source>
      <translation>Bearbeiten…</translation>
    </message>
    <message>
      <source>Export…</source>
      <translation>Exportieren…</translation>
    </message>
    <message>
      <source>Import…</source>
      <translation>Importieren…</translation>
    </message>
    <message>
      <source>Run…</source>
      <translation>Ausführen…</translation>
    </message>
    <message>
      <source>Templates</source>
      <translation>Vorlagen</translation>
    </message>
  </context>
  <context>
    <name>TextWindow</name>
    <message>
      <source>Guide</source>
      <translation>Anleitung</translation>
    </message>
    <message>
      <source>Licences</source>
      <translation>Lizenzen</translation>
    </message>
    <message>
      <source>Reading the text…</source>
      <translation>Der Text wird gelesen …</translation>
    </message>
    <message>
      <source>The text cannot be read: {error}</source>
      <translation>Der Text kann nicht gelesen werden: {error}</translation>
    </message>
  </context>
  <context>
    <name>Tray</name>
    <message numerus="yes">
      <source>%n failed</source>
      <translation>
        <numerusform>%n fehlgeschlagen</numerusform>
        <numerusform>%n fehlgeschlagen</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n job(s) running</source>
      <translation>
        <numerusform>%n Auftrag läuft</numerusform>
        <numerusform>%n Aufträge laufen</numerusform>
      </translation>
    </message>
    <message>
      <source>No job is running</source>
      <translation>Kein Auftrag läuft</translation>
    </message>
    <message>
      <source>Pause</source>
      <translation>Pausieren</translation>
    </message>
    <message>
      <source>Resume</source>
      <translation>Fortsetzen</translation>
    </message>
    <message>
      <source>Show</source>
      <translation>Anzeigen</translation>
    </message>
    <message>
      <source>Show JobDesk</source>
      <translation>JobDesk zeigen</translation>
    </message>
    <message numerus="yes">
      <source>and %n more</source>
      <translation>
        <numerusform>und %n weiterer</numerusform>
        <numerusform>und %n weitere</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>UpdateNotice</name>
    <message>
      <source>JobDesk {version} is available.</source>
      <translation>JobDesk {version} ist verfügbar.</translation>
    </message>
    <message>
      <source>What Is New</source>
      <translation>Was ist neu</translation>
    </message>
  </context>
  <context>
    <name>UsageLines</name>
    <message>
      <source>CPU</source>
      <translation>CPU</translation>
    </message>
    <message>
      <source>CPU now %1, most %2</source>
      <translation>CPU jetzt %1, höchstens %2</translation>
    </message>
    <message>
      <source>Memory</source>
      <translation>Speicher</translation>
    </message>
    <message>
      <source>Memory now %1, most %2</source>
      <translation>Speicher jetzt %1, höchstens %2</translation>
    </message>
  </context>
  <context>
    <name>WaitWindow</name>
    <message>
      <source>%1 starts only after</source>
      <translation>%1 startet erst nach</translation>
    </message>
    <message>
      <source>%1: it would be cancelled at once.</source>
      <translation>%1: er würde sofort abgebrochen.</translation>
    </message>
    <message>
      <source>%1: it would be held at once.</source>
      <translation>%1: er würde sofort angehalten.</translation>
    </message>
    <message>
      <source>All of them</source>
      <translation>Alle</translation>
    </message>
    <message>
      <source>Any of them</source>
      <translation>Einer von ihnen</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>Abbrechen</translation>
    </message>
    <message>
      <source>Cancel it</source>
      <translation>Abbrechen</translation>
    </message>
    <message>
      <source>Hold it</source>
      <translation>Stopp</translation>
    </message>
    <message>
      <source>How many of them</source>
      <translation>Wie viele von ihnen</translation>
    </message>
    <message>
      <source>How they must end</source>
      <translation>Wie sie enden müssen</translation>
    </message>
    <message>
      <source>If that cannot be any more</source>
      <translation>Wenn das nicht mehr geht</translation>
    </message>
    <message>
      <source>Jobs to wait for</source>
      <translation>Aufträge, auf die gewartet wird</translation>
    </message>
    <message>
      <source>Search jobs</source>
      <translation>Aufträge suchen</translation>
    </message>
    <message>
      <source>Starts once</source>
      <translation>Startet, sobald</translation>
    </message>
    <message>
      <source>Wait for</source>
      <translation>Warten auf</translation>
    </message>
    <message numerus="yes">
      <source>Wait for %n Jobs</source>
      <translation>
        <numerusform>Auf %n Auftrag warten</numerusform>
        <numerusform>Auf %n Aufträge warten</numerusform>
      </translation>
    </message>
    <message>
      <source>Wait for Nothing</source>
      <translation>Auf nichts warten</translation>
    </message>
    <message>
      <source>have ended</source>
      <translation>geendet haben</translation>
    </message>
    <message>
      <source>have failed</source>
      <translation>gescheitert sind</translation>
    </message>
    <message>
      <source>have succeeded</source>
      <translation>Erfolg hatten</translation>
    </message>
  </context>
  <context>
    <name>WhyPane</name>
    <message>
      <source>Start it at once, over the limit and whatever is paused</source>
      <translation>Sofort starten, über die Grenze und was auch immer pausiert ist</translation>
    </message>
    <message>
      <source>Why it does not run</source>
      <translation>Warum er nicht läuft</translation>
    </message>
  </context>
  <context>
    <name>_BlankRow</name>
    <message>
      <source>Choices of the blank</source>
      <translation>Auswahlwerte des Platzhalters</translation>
    </message>
    <message>
      <source>Default of the blank</source>
      <translation>Vorgabe des Platzhalters</translation>
    </message>
    <message>
      <source>Label of the blank</source>
      <translation>Beschriftung des Platzhalters</translation>
    </message>
    <message>
      <source>Name of the blank</source>
      <translation>Name des Platzhalters</translation>
    </message>
    <message>
      <source>Remove</source>
      <translation>Entfernen</translation>
    </message>
    <message>
      <source>Remove blank %1</source>
      <translation>Platzhalter %1 entfernen</translation>
    </message>
    <message>
      <source>Type of the blank</source>
      <translation>Art des Platzhalters</translation>
    </message>
  </context>
  <context>
    <name>_BlankTable</name>
    <message>
      <source>Choices</source>
      <translation>Auswahlwerte</translation>
    </message>
    <message>
      <source>Default</source>
      <translation>Standard</translation>
    </message>
    <message>
      <source>Label</source>
      <translation>Beschriftung</translation>
    </message>
    <message>
      <source>Name</source>
      <translation>Name</translation>
    </message>
    <message>
      <source>Type</source>
      <translation>Art</translation>
    </message>
  </context>
</TS>

<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
  <context>
    <name>Additions</name>
    <message numerus="yes">
      <source>&amp;Rerun %Ln Jobs</source>
      <translation>
        <numerusform>&amp;Rerun %Ln Job</numerusform>
        <numerusform>&amp;Rerun %Ln Jobs</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>&amp;Run %Ln Jobs</source>
      <translation>
        <numerusform>&amp;Run %Ln Job</numerusform>
        <numerusform>&amp;Run %Ln Jobs</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Queued %Ln jobs</source>
      <translation>
        <numerusform>Queued %Ln job</numerusform>
        <numerusform>Queued %Ln jobs</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Queued %Ln reruns</source>
      <translation>
        <numerusform>Queued %Ln rerun</numerusform>
        <numerusform>Queued %Ln reruns</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Rerun %Ln jobs?</source>
      <translation>
        <numerusform>Rerun %Ln job?</numerusform>
        <numerusform>Rerun %Ln jobs?</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Run %Ln jobs?</source>
      <translation>
        <numerusform>Run %Ln job?</numerusform>
        <numerusform>Run %Ln jobs?</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>ArchiveWindow</name>
    <message numerus="yes">
      <source>%n jobs</source>
      <translation>
        <numerusform>%n job</numerusform>
        <numerusform>%n jobs</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Delete %n Jobs for Good</source>
      <translation>
        <numerusform>Delete %n Job for Good</numerusform>
        <numerusform>Delete %n Jobs for Good</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Delete %n archived jobs for good?</source>
      <translation>
        <numerusform>Delete %n archived job for good?</numerusform>
        <numerusform>Delete %n archived jobs for good?</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>The newest %n jobs</source>
      <translation>
        <numerusform>The newest %n job</numerusform>
        <numerusform>The newest %n jobs</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>ChainPane</name>
    <message numerus="yes">
      <source>%n jobs</source>
      <translation>
        <numerusform>%n job</numerusform>
        <numerusform>%n jobs</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>The nearest %n jobs of a longer chain</source>
      <translation>
        <numerusform>The nearest %n job of a longer chain</numerusform>
        <numerusform>The nearest %n jobs of a longer chain</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>CompareWindow</name>
    <message numerus="yes">
      <source>%n differences in the last %1 lines of the logs.</source>
      <translation>
        <numerusform>%n difference in the last %1 lines of the logs.</numerusform>
        <numerusform>%n differences in the last %1 lines of the logs.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n differences in the logs.</source>
      <translation>
        <numerusform>%n difference in the logs.</numerusform>
        <numerusform>%n differences in the logs.</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>Deeds</name>
    <message numerus="yes">
      <source>%Ln jobs</source>
      <translation>
        <numerusform>%Ln job</numerusform>
        <numerusform>%Ln jobs</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>Dialogs</name>
    <message numerus="yes">
      <source>Remove %n Jobs for Good</source>
      <translation>
        <numerusform>Remove %n Job for Good</numerusform>
        <numerusform>Remove %n Jobs for Good</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Remove %n jobs for good?</source>
      <translation>
        <numerusform>Remove %n job for good?</numerusform>
        <numerusform>Remove %n jobs for good?</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>DiffEdit</name>
    <message numerus="yes">
      <source>%n lines are the same</source>
      <translation>
        <numerusform>%n line is the same</numerusform>
        <numerusform>%n lines are the same</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n lines are the same but for numbers</source>
      <translation>
        <numerusform>%n line is the same but for numbers</numerusform>
        <numerusform>%n lines are the same but for numbers</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>FilterBar</name>
    <message numerus="yes">
      <source>Show %n Archived Jobs</source>
      <translation>
        <numerusform>Show %n Archived Job</numerusform>
        <numerusform>Show %n Archived Jobs</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>Filters</name>
    <message numerus="yes">
      <source>%n logs cannot be read</source>
      <translation>
        <numerusform>%n log cannot be read</numerusform>
        <numerusform>%n logs cannot be read</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Of %n logs only the last %1 MB were read</source>
      <translation>
        <numerusform>Of %n log only the last %1 MB were read</numerusform>
        <numerusform>Of %n logs only the last %1 MB were read</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>FoldRows</name>
    <message numerus="yes">
      <source>%n jobs</source>
      <translation>
        <numerusform>%n job</numerusform>
        <numerusform>%n jobs</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>For the same %n values</source>
      <translation>
        <numerusform>For the same %n value</numerusform>
        <numerusform>For the same %n values</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>The usual one is %1, the median of %n runs.</source>
      <translation>
        <numerusform>The usual one is %1, as of %n run.</numerusform>
        <numerusform>The usual one is %1, the median of %n runs.</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>Forecast</name>
    <message numerus="yes">
      <source>When all is done cannot be told: of %n jobs the end is not known</source>
      <translation>
        <numerusform>When all is done cannot be told: of %n job the end is not known</numerusform>
        <numerusform>When all is done cannot be told: of %n jobs the end is not known</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>and %n more</source>
      <translation>
        <numerusform>and %n more</numerusform>
        <numerusform>and %n more</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>FormSummary</name>
    <message numerus="yes">
      <source>Queued behind %n</source>
      <translation>
        <numerusform>Queued behind %n</numerusform>
        <numerusform>Queued behind %n</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>from %n runs of the same</source>
      <translation>
        <numerusform>from %n run of the same</numerusform>
        <numerusform>from %n runs of the same</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>Hindrances</name>
    <message numerus="yes">
      <source>%Ln an array, whose tasks wait their turn</source>
      <translation>
        <numerusform>%Ln an array, whose tasks wait their turn</numerusform>
        <numerusform>%Ln arrays, whose tasks wait their turn</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln driven by a script</source>
      <translation>
        <numerusform>%Ln driven by a script</numerusform>
        <numerusform>%Ln driven by a script</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln had changed meanwhile</source>
      <translation>
        <numerusform>%Ln had changed meanwhile</numerusform>
        <numerusform>%Ln had changed meanwhile</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln had ended already</source>
      <translation>
        <numerusform>%Ln had ended already</numerusform>
        <numerusform>%Ln had ended already</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln had started already</source>
      <translation>
        <numerusform>%Ln had started already</numerusform>
        <numerusform>%Ln had started already</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln in the trash</source>
      <translation>
        <numerusform>%Ln in the trash</numerusform>
        <numerusform>%Ln in the trash</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln left as they were</source>
      <translation>
        <numerusform>%Ln left as it was</numerusform>
        <numerusform>%Ln left as they were</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln not held</source>
      <translation>
        <numerusform>%Ln not held</numerusform>
        <numerusform>%Ln not held</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln not in the trash</source>
      <translation>
        <numerusform>%Ln not in the trash</numerusform>
        <numerusform>%Ln not in the trash</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln not queued</source>
      <translation>
        <numerusform>%Ln not queued</numerusform>
        <numerusform>%Ln not queued</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln not waiting in the queue</source>
      <translation>
        <numerusform>%Ln not waiting in the queue</numerusform>
        <numerusform>%Ln not waiting in the queue</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln part of an array, and stays with it</source>
      <translation>
        <numerusform>%Ln part of an array, and stays with it</numerusform>
        <numerusform>%Ln parts of an array, and stay with it</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln still running or waiting</source>
      <translation>
        <numerusform>%Ln still running or waiting</numerusform>
        <numerusform>%Ln still running or waiting</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln stopping already</source>
      <translation>
        <numerusform>%Ln stopping already</numerusform>
        <numerusform>%Ln stopping already</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln waiting for other jobs</source>
      <translation>
        <numerusform>%Ln waiting for other jobs</numerusform>
        <numerusform>%Ln waiting for other jobs</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>JobColumns</name>
    <message numerus="yes">
      <source>array of %n tasks</source>
      <translation>
        <numerusform>array of %n task</numerusform>
        <numerusform>array of %n tasks</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>JobDeeds</name>
    <message numerus="yes">
      <source>Removed %n jobs for good</source>
      <translation>
        <numerusform>Removed %n job for good</numerusform>
        <numerusform>Removed %n jobs for good</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>JobForm</name>
    <message numerus="yes">
      <source>Add %n Jobs</source>
      <translation>
        <numerusform>Add %n Job</numerusform>
        <numerusform>Add %n Jobs</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>Leaving</name>
    <message numerus="yes">
      <source>%n job(s) go on in the background</source>
      <translation>
        <numerusform>%n job goes on in the background</numerusform>
        <numerusform>%n jobs go on in the background</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n job(s) go on. Quit from the menu of the icon in the tray.</source>
      <translation>
        <numerusform>%n job goes on. Quit from the menu of the icon in the tray.</numerusform>
        <numerusform>%n jobs go on. Quit from the menu of the icon in the tray.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Open JobDesk again to see them.</source>
      <translation>
        <numerusform>Open JobDesk again to see it.</numerusform>
        <numerusform>Open JobDesk again to see them.</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>LeavingBox</name>
    <message numerus="yes">
      <source>%n job(s) can go on in the background without the window.</source>
      <translation>
        <numerusform>%n job can go on in the background without the window.</numerusform>
        <numerusform>%n jobs can go on in the background without the window.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n job(s) will be stopped with all that they started.</source>
      <translation>
        <numerusform>%n job will be stopped with all that it started.</numerusform>
        <numerusform>%n jobs will be stopped with all that they started.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n planned run(s) of schedules stay planned, whatever you choose.</source>
      <translation>
        <numerusform>%n planned run of a schedule stays planned, whatever you choose.</numerusform>
        <numerusform>%n planned runs of schedules stay planned, whatever you choose.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Stop %n Job(s) and Quit</source>
      <translation>
        <numerusform>Stop %n Job and Quit</numerusform>
        <numerusform>Stop %n Jobs and Quit</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>and %n more</source>
      <translation>
        <numerusform>and %n more</numerusform>
        <numerusform>and %n more</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>LimitDeeds</name>
    <message numerus="yes">
      <source>%n frozen jobs go on</source>
      <translation>
        <numerusform>%n frozen job goes on</numerusform>
        <numerusform>%n frozen jobs go on</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n running jobs are frozen</source>
      <translation>
        <numerusform>%n running job is frozen</numerusform>
        <numerusform>%n running jobs are frozen</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>Notifications</name>
    <message numerus="yes">
      <source>%n cancelled</source>
      <translation>
        <numerusform>%n cancelled</numerusform>
        <numerusform>%n cancelled</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n completed</source>
      <translation>
        <numerusform>%n completed</numerusform>
        <numerusform>%n completed</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n failed</source>
      <translation>
        <numerusform>%n failed</numerusform>
        <numerusform>%n failed</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n jobs ended</source>
      <translation>
        <numerusform>%n job ended</numerusform>
        <numerusform>%n jobs ended</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n silent</source>
      <translation>
        <numerusform>%n silent</numerusform>
        <numerusform>%n silent</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>All %n jobs done</source>
      <translation>
        <numerusform>All %n jobs done</numerusform>
        <numerusform>All %n jobs done</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>News of %n jobs</source>
      <translation>
        <numerusform>News of %n job</numerusform>
        <numerusform>News of %n jobs</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>Numbers</name>
    <message numerus="yes">
      <source>%n bytes</source>
      <translation>
        <numerusform>%n byte</numerusform>
        <numerusform>%n bytes</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>PolicyWords</name>
    <message numerus="yes">
      <source>%n times</source>
      <translation>
        <numerusform>%n time</numerusform>
        <numerusform>%n times</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>QueueCounts</name>
    <message numerus="yes">
      <source>%Ln need you</source>
      <translation>
        <numerusform>%Ln needs you</numerusform>
        <numerusform>%Ln need you</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln queued</source>
      <translation>
        <numerusform>%Ln queued</numerusform>
        <numerusform>%Ln queued</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%Ln running</source>
      <translation>
        <numerusform>%Ln running</numerusform>
        <numerusform>%Ln running</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>QueueDeeds</name>
    <message numerus="yes">
      <source>%1 starts now</source>
      <translation>
        <numerusform>%1 starts now</numerusform>
        <numerusform>%1 start now</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>StatusParts</name>
    <message numerus="yes">
      <source>%n new</source>
      <translation>
        <numerusform>%n new</numerusform>
        <numerusform>%n new</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Activity: %n new</source>
      <translation>
        <numerusform>Activity: %n new</numerusform>
        <numerusform>Activity: %n new</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>TemplateForm</name>
    <message numerus="yes">
      <source>Run %1: %Ln jobs</source>
      <translation>
        <numerusform>Run %1: %Ln job</numerusform>
        <numerusform>Run %1: %Ln jobs</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Run %Ln Jobs</source>
      <translation>
        <numerusform>Run %Ln Job</numerusform>
        <numerusform>Run %Ln Jobs</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>Tray</name>
    <message numerus="yes">
      <source>%n failed</source>
      <translation>
        <numerusform>%n failed</numerusform>
        <numerusform>%n failed</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n job(s) running</source>
      <translation>
        <numerusform>%n job running</numerusform>
        <numerusform>%n jobs running</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>and %n more</source>
      <translation>
        <numerusform>and %n more</numerusform>
        <numerusform>and %n more</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>WaitWindow</name>
    <message numerus="yes">
      <source>Wait for %n Jobs</source>
      <translation>
        <numerusform>Wait for %n Job</numerusform>
        <numerusform>Wait for %n Jobs</numerusform>
      </translation>
    </message>
  </context>
</TS>

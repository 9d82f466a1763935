<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
  <context>
    <name>Kinds</name>
    <message>
      <source>A Python file. Or name a function below.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A program and its arguments, quoted as in a terminal.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Arguments</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Command</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Empty: the Python that runs JobDesk.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Environment</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Folder</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Function</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Given to the script.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Interpreter</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Needed for pipes, &amp;&amp; and wildcards.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Python</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Run in a shell</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Script</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Variables added to those JobDesk was started with.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Where it starts. Empty: your home folder.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>package.module:function, called with the config; its return value is the result.</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>Settings</name>
    <message>
      <source>A job is asked politely, asked to terminate after half of this, and killed at its end.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Beyond this, the oldest leave the trash for good.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Empty: the Python that runs JobDesk.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Empty: your home folder.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Folder for new jobs</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Give way to other programs</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Grace when stopping, in seconds</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>History</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>How many jobs may run at the same time; the rest waits its turn.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Jobs</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Jobs at once</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Keep at most, deleted jobs</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Keep deleted jobs, in days</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Keep the computer awake while jobs run</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Language</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Long: it took more than a minute. Hidden: the window is not in front.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>New jobs</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Nice level of jobs: at 19 the programs you work with always go first (not on Windows).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Nothing is told in them.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Nothing new starts; what runs goes on.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Notifications</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Older ones leave the trash for good, with their logs.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Python for new jobs</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Queue paused</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Quiet from, hour</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Quiet hours</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Quiet until, hour</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Runs the lines that ask for a shell. Empty: the system's own.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Shell</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Takes effect at the next start.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Tell when a job has completed</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Tell when a job has failed</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The screen may still turn off.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Theme</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Window</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>always</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>dark</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>de</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>en</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>light</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>long or hidden</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>never</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>system</source>
      <translation type="unfinished" />
    </message>
  </context>
</TS>

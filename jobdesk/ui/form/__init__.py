"""The form that makes a job or a schedule, or changes one."""

/* Starts the newest complete version of JobDesk with the same arguments.
 *
 * Shortcuts, links, the PATH and the start at login name this program, which stays where it is over all updates:
 *   INSTALL\JobDesk.exe        starts app-VERSION\JobDesk.exe and ends
 *   INSTALL\bin\jobdesk.exe    (compiled with -DCONSOLE) starts app-VERSION\jobdeskc.exe and ends with its exit code
 *
 * Afterwards it removes the versions that were replaced and from which no process runs any more.
 */
#include "app_folders.h"

#ifdef CONSOLE
#define PROGRAM L"jobdeskc.exe"
#else
#define PROGRAM L"JobDesk.exe"
#endif
#define OWN_FAILURE 125
#define TRIES 30
#define PAUSE_MS 100

/* Returns what follows the program's name on the command line, as it was written. */
static const wchar_t *arguments_of(const wchar_t *line) {
    int is_quoted = 0;
    for (; *line && (is_quoted || (*line != L' ' && *line != L'\t')); line++)
        if (*line == L'"') is_quoted = !is_quoted;
    return line;
}

static int fail(const wchar_t *root, DWORD error) {
    wchar_t reason[512] = L"", text[PATH_CHARS + 1024];
    if (error)
        FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, NULL, error, 0, reason, COUNT_OF(reason),
                       NULL);
    _snwprintf(text, COUNT_OF(text) - 1, L"JobDesk cannot be started from %ls. %ls%lsInstall JobDesk again.", root,
               error ? reason : L"No version is there. ", error ? L" " : L"");
    text[COUNT_OF(text) - 1] = 0;
    for (wchar_t *c = text; *c; c++)
        if (*c == L'\r' || *c == L'\n') *c = L' ';
#ifdef CONSOLE
    fwprintf(stderr, L"jobdesk: %ls\n", text);
#else
    MessageBoxW(NULL, text, L"JobDesk", MB_ICONERROR | MB_OK);
#endif
    return OWN_FAILURE;
}

#ifdef CONSOLE
/* The program decides what Ctrl-C means; this one only waits for its exit code. */
static BOOL WINAPI ignore_interrupt(DWORD event) { return event == CTRL_C_EVENT || event == CTRL_BREAK_EVENT; }

/* Ends the program with its starter, as when it had been started itself; what the program starts is left out. */
static HANDLE make_job(void) {
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {0};
    limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE | JOB_OBJECT_LIMIT_SILENT_BREAKAWAY_OK;
    HANDLE job = CreateJobObjectW(NULL, NULL);
    if (job && !SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof limits)) {
        CloseHandle(job);
        return NULL;
    }
    return job;
}
#endif

static BOOL start(const wchar_t *root, const wchar_t *name, PROCESS_INFORMATION *process) {
    static wchar_t command[32768 + PATH_CHARS];
    wchar_t path[PATH_CHARS];
    STARTUPINFOW startup;
    DWORD flags = 0;
    join(path, root, name, PROGRAM);
    _snwprintf(command, COUNT_OF(command) - 1, L"\"%ls\"%ls", path, arguments_of(GetCommandLineW()));
    GetStartupInfoW(&startup); /* With the window state that a shortcut asks for. */
    startup.lpTitle = NULL;
#ifdef CONSOLE
    HANDLE *handles[] = {&startup.hStdInput, &startup.hStdOutput, &startup.hStdError};
    const DWORD names[] = {STD_INPUT_HANDLE, STD_OUTPUT_HANDLE, STD_ERROR_HANDLE};
    for (size_t i = 0; i < COUNT_OF(handles); i++) {
        *handles[i] = GetStdHandle(names[i]);
        if (*handles[i] && *handles[i] != INVALID_HANDLE_VALUE)
            SetHandleInformation(*handles[i], HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT);
    }
    startup.dwFlags |= STARTF_USESTDHANDLES;
    flags = CREATE_SUSPENDED; /* Until it is in the job object. */
    return CreateProcessW(path, command, NULL, NULL, TRUE, flags, NULL, NULL, &startup, process);
#else
    startup.dwFlags = (startup.dwFlags & ~(DWORD)STARTF_USESTDHANDLES) | STARTF_FORCEONFEEDBACK;
    startup.cbReserved2 = 0;
    startup.lpReserved2 = NULL;
    return CreateProcessW(path, command, NULL, NULL, FALSE, flags, NULL, NULL, &startup, process);
#endif
}

int main(void) {
    wchar_t root[PATH_CHARS], name[MAX_PATH];
    PROCESS_INFORMATION process;
    DWORD error = 0, code = 0;
    int is_started = 0;
    GetModuleFileNameW(NULL, root, PATH_CHARS);
    wcsrchr(root, L'\\')[0] = 0;
#ifdef CONSOLE
    wcsrchr(root, L'\\')[0] = 0;
#endif
    /* A version can be replaced between the choice and the start: choose again. */
    for (int i = 0; i < TRIES && !is_started; i++) {
        if (i) Sleep(PAUSE_MS);
        if (!find_newest(root, name)) {
            error = 0;
            continue;
        }
        is_started = start(root, name, &process);
        if (!is_started) error = GetLastError();
    }
    if (!is_started) return fail(root, error);
#ifdef CONSOLE
    HANDLE job = make_job();
    SetConsoleCtrlHandler(ignore_interrupt, TRUE);
    if (job) AssignProcessToJobObject(job, process.hProcess);
    ResumeThread(process.hThread);
#else
    AllowSetForegroundWindow(process.dwProcessId);
#endif
    CloseHandle(process.hThread);
    remove_retired(root);
    remove_replaced(root, NULL);
    remove_replaced(root, L"bin");
#ifdef CONSOLE
    WaitForSingleObject(process.hProcess, INFINITE);
    GetExitCodeProcess(process.hProcess, &code);
#endif
    CloseHandle(process.hProcess);
    return (int)code;
}

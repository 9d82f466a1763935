/* Does for the installer and the uninstaller what NSIS cannot do safely; each verb ends with an exit code.
 *
 *   stop ROOT                   ask the desk or engine to quit, jobs go on; 0: none ran, 100: a desk, 101: an engine
 *   serve ROOT                  start a background engine
 *   prepare ROOT VERSION        remove what is unused; 0: install into app-VERSION, N: into app-VERSION-N
 *   check ROOT NAME FILES BYTES check that an app folder holds all that it should
 *   activate ROOT NAME          mark it complete, and retire all others
 *   place FILE TARGET           replace a program, also while it runs
 *   shortcut LINK TARGET        make a shortcut with the AppUserModelID of the app
 *   path-add FOLDER             add a folder to the user's PATH
 *   path-remove FOLDER          remove it
 *   withdraw ROOT [data]        retire all versions and remove what is unused; 3: the rest goes when its jobs have ended
 *   finish ROOT [data]          (started by withdraw, or after a reboot) wait for these, and remove the rest
 */
#define COBJMACROS
#define INITGUID
#include "app_folders.h"

#include <propidl.h>
#include <propkeydef.h>
#include <propsys.h>
#include <shellapi.h>
#include <shlobj.h>

#define APP_ID L"JobDesk.JobDesk"
#define ENVIRONMENT L"Environment"
#define RUN_ONCE L"Software\\Microsoft\\Windows\\CurrentVersion\\RunOnce"
#define RUN_ONCE_NAME L"JobDesk cleanup"
#define MOST_COPIES 99
#define MOST_ENVIRONMENT_CHARS 32767
#define POLL_MS 2000
#define LAST_TRIES 10
#define STILL_USED 3
#define NONE_RAN 0
#define DESK_STOPPED 100
#define ENGINE_STOPPED 101

DEFINE_PROPERTYKEY(APP_ID_KEY, 0x9F4C2855, 0x9F79, 0x4B39, 0xA8, 0xD0, 0xE1, 0xD4, 0x2D, 0xE1, 0xD5, 0xF3, 5);

static BOOL run_hidden(wchar_t *command, PROCESS_INFORMATION *process) {
    STARTUPINFOW startup = {.cb = sizeof startup, .dwFlags = STARTF_USESHOWWINDOW, .wShowWindow = SW_HIDE};
    /* Not in a folder that is to be removed. */
    wchar_t folder[MAX_PATH];
    GetWindowsDirectoryW(folder, MAX_PATH);
    return CreateProcessW(NULL, command, NULL, NULL, FALSE, CREATE_NO_WINDOW, NULL, folder, &startup, process);
}

/* Runs `jobdeskc.exe stop` of the newest version, and says whose end that was. */
static int stop(const wchar_t *root) {
    wchar_t name[MAX_PATH], program[PATH_CHARS], command[PATH_CHARS + 32];
    char answer[4096] = "";
    HANDLE reading, writing;
    SECURITY_ATTRIBUTES inherited = {sizeof inherited, NULL, TRUE};
    STARTUPINFOW startup = {.cb = sizeof startup, .dwFlags = STARTF_USESTDHANDLES};
    PROCESS_INFORMATION process;
    DWORD code = 1, length;
    size_t end = 0;
    if (!find_newest(root, name)) return NONE_RAN;
    join(program, root, name, PROGRAMS[1]);
    _snwprintf(command, COUNT_OF(command) - 1, L"\"%ls\" stop --json", program);
    command[COUNT_OF(command) - 1] = 0;
    if (!CreatePipe(&reading, &writing, &inherited, 0)) return 1;
    SetHandleInformation(reading, HANDLE_FLAG_INHERIT, 0);
    startup.hStdOutput = writing;
    BOOL is_started = CreateProcessW(program, command, NULL, NULL, TRUE, CREATE_NO_WINDOW, NULL, NULL, &startup, &process);
    CloseHandle(writing);
    if (!is_started) return 1;
    /* The verb has limits of its own for all that it waits for. */
    while (end < sizeof answer - 1 && ReadFile(reading, answer + end, (DWORD)(sizeof answer - 1 - end), &length, NULL) && length)
        end += length;
    CloseHandle(reading);
    WaitForSingleObject(process.hProcess, INFINITE);
    GetExitCodeProcess(process.hProcess, &code);
    CloseHandle(process.hThread);
    CloseHandle(process.hProcess);
    if (code) return (int)code;
    if (strstr(answer, "\"desk\"")) return DESK_STOPPED;
    return strstr(answer, "\"serve\"") ? ENGINE_STOPPED : NONE_RAN;
}

/* Starts a background engine for the jobs that wait. */
static int serve(const wchar_t *root) {
    wchar_t name[MAX_PATH], program[PATH_CHARS], command[PATH_CHARS + 64];
    PROCESS_INFORMATION process;
    if (!find_newest(root, name)) return 1;
    join(program, root, name, PROGRAMS[1]);
    _snwprintf(command, COUNT_OF(command) - 1, L"\"%ls\" serve --until-idle --quiet", program);
    command[COUNT_OF(command) - 1] = 0;
    if (!run_hidden(command, &process)) return 1;
    CloseHandle(process.hThread);
    CloseHandle(process.hProcess);
    return 0;
}

/* Lets no starter choose an app folder any more; what runs from it goes on. */
static int retire(const wchar_t *root, const wchar_t *name) {
    wchar_t path[PATH_CHARS];
    if (!make_marker(root, name, RETIRED)) return 0;
    join(path, root, name, COMPLETE);
    return DeleteFileW(path) || GetLastError() == ERROR_FILE_NOT_FOUND;
}

static void remove_cut_short(const wchar_t *root, const wchar_t *name, void *with) {
    (void)with;
    if (!exists(root, name, COMPLETE)) remove_if_unused(root, name);
}

static int prepare(const wchar_t *root, const wchar_t *version) {
    wchar_t name[MAX_PATH];
    for_each_app_folder(root, remove_cut_short, NULL);
    for (int copy = 0; copy <= MOST_COPIES; copy++) {
        /* Copy 1 is the folder without a number. */
        if (copy == 1) continue;
        _snwprintf(name, MAX_PATH - 1, copy ? L"app-%ls-%d" : L"app-%ls", version, copy);
        name[MAX_PATH - 1] = 0;
        if (!exists(root, name, NULL)) return copy;
    }
    return -1;
}

struct sum {
    ULONGLONG files, bytes;
};

static void add_up(const wchar_t *path, struct sum *sum) {
    wchar_t pattern[PATH_CHARS], inner[PATH_CHARS];
    WIN32_FIND_DATAW found;
    join(pattern, path, L"*", NULL);
    HANDLE search = FindFirstFileW(pattern, &found);
    if (search == INVALID_HANDLE_VALUE) return;
    do {
        if (!wcscmp(found.cFileName, L".") || !wcscmp(found.cFileName, L"..")) continue;
        join(inner, path, found.cFileName, NULL);
        if (found.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) {
            add_up(inner, sum);
        } else {
            sum->files++;
            sum->bytes += ((ULONGLONG)found.nFileSizeHigh << 32) + found.nFileSizeLow;
        }
    } while (FindNextFileW(search, &found));
    FindClose(search);
}

static void retire_others(const wchar_t *root, const wchar_t *name, void *current) {
    if (wcscmp(name, current)) retire(root, name);
}

static int check(const wchar_t *root, const wchar_t *name, const wchar_t *files, const wchar_t *bytes) {
    wchar_t path[PATH_CHARS];
    struct sum sum = {0, 0};
    join(path, root, name, NULL);
    add_up(path, &sum);
    return sum.files != wcstoull(files, NULL, 10) || sum.bytes != wcstoull(bytes, NULL, 10);
}

static int activate(const wchar_t *root, wchar_t *name) {
    if (!make_marker(root, name, COMPLETE)) return 1;
    for_each_app_folder(root, retire_others, name);
    remove_retired(root);
    return 0;
}

static int is_same_file(const wchar_t *left, const wchar_t *right) {
    wchar_t const *paths[] = {left, right};
    static BYTE blocks[2][65536];
    FILE *files[2];
    size_t lengths[2] = {0, 0};
    int is_same = 1;
    for (int i = 0; i < 2; i++) files[i] = _wfopen(paths[i], L"rb");
    is_same = files[0] && files[1];
    while (is_same) {
        for (int i = 0; i < 2; i++) lengths[i] = fread(blocks[i], 1, sizeof blocks[i], files[i]);
        is_same = lengths[0] == lengths[1] && !memcmp(blocks[0], blocks[1], lengths[0]);
        if (!lengths[0]) break;
    }
    for (int i = 0; i < 2; i++)
        if (files[i]) fclose(files[i]);
    return is_same;
}

static int place(const wchar_t *file, const wchar_t *target) {
    wchar_t next[PATH_CHARS], old[PATH_CHARS];
    if (is_same_file(file, target)) return 0;
    _snwprintf(next, PATH_CHARS - 1, L"%ls.new", target);
    _snwprintf(old, PATH_CHARS - 1, L"%ls.old-%lu", target, GetTickCount());
    next[PATH_CHARS - 1] = old[PATH_CHARS - 1] = 0;
    if (!CopyFileW(file, next, FALSE)) return 1;
    if (MoveFileExW(next, target, MOVEFILE_REPLACE_EXISTING)) return 0;
    /* It runs: the file of a running program can be renamed, though not replaced. */
    if (!MoveFileExW(target, old, 0)) return 2;
    if (!MoveFileExW(next, target, 0)) {
        MoveFileExW(old, target, 0);
        return 3;
    }
    return 0;
}

static int shortcut(const wchar_t *link, const wchar_t *target) {
    IShellLinkW *shell_link = NULL;
    IPropertyStore *store = NULL;
    IPersistFile *file = NULL;
    wchar_t id[] = APP_ID;
    PROPVARIANT value = {0};
    value.vt = VT_LPWSTR;
    value.pwszVal = id;
    CoInitializeEx(NULL, COINIT_APARTMENTTHREADED);
    HRESULT result = CoCreateInstance(&CLSID_ShellLink, NULL, CLSCTX_INPROC_SERVER, &IID_IShellLinkW, (void **)&shell_link);
    if (FAILED(result)) return 1;
    IShellLinkW_SetPath(shell_link, target);
    IShellLinkW_SetIconLocation(shell_link, target, 0);
    IShellLinkW_SetDescription(shell_link, L"Queues and runs long jobs");
    result = IShellLinkW_QueryInterface(shell_link, &IID_IPropertyStore, (void **)&store);
    if (SUCCEEDED(result)) result = IPropertyStore_SetValue(store, &APP_ID_KEY, &value);
    if (SUCCEEDED(result)) result = IPropertyStore_Commit(store);
    int code = FAILED(result) ? 4 : 0; /* A shortcut without it starts the app all the same. */
    result = IShellLinkW_QueryInterface(shell_link, &IID_IPersistFile, (void **)&file);
    if (SUCCEEDED(result)) result = IPersistFile_Save(file, link, TRUE);
    if (FAILED(result)) code = 2;
    if (store) IPropertyStore_Release(store);
    if (file) IPersistFile_Release(file);
    IShellLinkW_Release(shell_link);
    CoUninitialize();
    return code;
}

/* Says whether one entry of a PATH means the folder: case, quotes, variables and a last backslash make no other. */
static int means_folder(const wchar_t *entry, size_t length, const wchar_t *folder) {
    static wchar_t plain[MOST_ENVIRONMENT_CHARS + 1], expanded[MOST_ENVIRONMENT_CHARS + 1];
    if (length >= 2 && entry[0] == L'"' && entry[length - 1] == L'"') entry++, length -= 2;
    if (length > MOST_ENVIRONMENT_CHARS) return 0;
    wmemcpy(plain, entry, length);
    plain[length] = 0;
    DWORD chars = ExpandEnvironmentStringsW(plain, expanded, COUNT_OF(expanded));
    if (!chars || chars > COUNT_OF(expanded)) return 0;
    size_t end = wcslen(expanded);
    while (end && expanded[end - 1] == L'\\') expanded[--end] = 0;
    return !_wcsicmp(expanded, folder);
}

/* Adds the folder to the user's PATH or removes it; all other entries stay as they are, at any length. */
static int change_path(const wchar_t *folder, int is_added) {
    HKEY key;
    DWORD type = REG_EXPAND_SZ, bytes = 0;
    if (RegCreateKeyExW(HKEY_CURRENT_USER, ENVIRONMENT, 0, NULL, 0, KEY_READ | KEY_WRITE, NULL, &key, NULL)) return 1;
    LONG status = RegQueryValueExW(key, L"Path", NULL, &type, NULL, &bytes);
    if (status == ERROR_FILE_NOT_FOUND) {
        type = REG_EXPAND_SZ;
        bytes = 0;
    } else if (status || (type != REG_SZ && type != REG_EXPAND_SZ)) {
        RegCloseKey(key);
        return 1; /* What cannot be read is not replaced. */
    }
    wchar_t *former = calloc(bytes + 2 * sizeof(wchar_t), 1);
    wchar_t *next = calloc(bytes + (wcslen(folder) + 3) * sizeof(wchar_t), 1);
    if (!former || !next || (bytes && RegQueryValueExW(key, L"Path", NULL, &type, (BYTE *)former, &bytes))) {
        RegCloseKey(key);
        return 1;
    }
    int is_there = 0, is_first = 1;
    wchar_t *end = next;
    for (const wchar_t *entry = former;;) {
        size_t length = wcscspn(entry, L";");
        int is_ours = length && means_folder(entry, length, folder);
        is_there |= is_ours;
        if (!is_ours || is_added) {
            if (!is_first) *end++ = L';';
            is_first = 0;
            wmemcpy(end, entry, length);
            end += length;
        }
        if (!entry[length]) break;
        entry += length + 1;
    }
    if (is_added && !is_there) {
        if (end != next && end[-1] != L';') *end++ = L';';
        wcscpy(end, folder);
        end += wcslen(folder);
    }
    *end = 0;
    int code = 0;
    if (is_added == is_there)
        code = 0; /* Nothing to do: not one byte is written. */
    else if (end - next > MOST_ENVIRONMENT_CHARS)
        code = 2;
    else if (end == next)
        code = RegDeleteValueW(key, L"Path") != 0;
    else
        code = RegSetValueExW(key, L"Path", 0, type, (BYTE *)next, (DWORD)((end - next + 1) * sizeof(wchar_t))) != 0;
    RegCloseKey(key);
    free(former);
    free(next);
    if (!code && is_added != is_there)
        SendMessageTimeoutW(HWND_BROADCAST, WM_SETTINGCHANGE, 0, (LPARAM)ENVIRONMENT, SMTO_ABORTIFHUNG, 2000, NULL);
    return code;
}

static void remove_data(void) {
    wchar_t local[MAX_PATH], path[PATH_CHARS];
    if (SHGetFolderPathW(NULL, CSIDL_LOCAL_APPDATA, NULL, 0, local) != S_OK) return;
    join(path, local, L"JobDesk", NULL);
    remove_tree(path);
}

static void retire_each(const wchar_t *root, const wchar_t *name, void *with) {
    (void)with;
    retire(root, name);
}

/* Removes the install folder's own files; the folder itself if nothing else is in it. */
static void remove_root(const wchar_t *root) {
    wchar_t bin[PATH_CHARS];
    remove_replaced(root, NULL);
    remove_replaced(root, L"bin");
    join(bin, root, L"bin", NULL);
    RemoveDirectoryW(bin);
    RemoveDirectoryW(root);
}

static int withdraw(const wchar_t *root, const wchar_t *data) {
    wchar_t own[PATH_CHARS], temporary[MAX_PATH], copy[PATH_CHARS], command[3 * PATH_CHARS];
    PROCESS_INFORMATION process;
    HKEY key;
    for_each_app_folder(root, retire_each, NULL);
    if (!remove_retired(root)) {
        remove_root(root);
        if (*data) remove_data();
        return 0;
    }
    /* This program lies in the uninstaller's temporary folder, which goes with it. */
    GetModuleFileNameW(NULL, own, PATH_CHARS);
    GetTempPathW(MAX_PATH, temporary);
    _snwprintf(copy, PATH_CHARS - 1, L"%lsJobDesk-cleanup-%lu.exe", temporary, GetCurrentProcessId());
    copy[PATH_CHARS - 1] = 0;
    if (!CopyFileW(own, copy, FALSE)) return 1;
    _snwprintf(command, COUNT_OF(command) - 1, L"\"%ls\" finish \"%ls\" %ls", copy, root, data);
    command[COUNT_OF(command) - 1] = 0;
    /* Jobs end with the session: then it goes on at the next sign-in. */
    if (!RegCreateKeyExW(HKEY_CURRENT_USER, RUN_ONCE, 0, NULL, 0, KEY_WRITE, NULL, &key, NULL)) {
        RegSetValueExW(key, RUN_ONCE_NAME, 0, REG_SZ, (BYTE *)command, (DWORD)((wcslen(command) + 1) * sizeof(wchar_t)));
        RegCloseKey(key);
    }
    if (!run_hidden(command, &process)) return 1;
    CloseHandle(process.hThread);
    CloseHandle(process.hProcess);
    return STILL_USED;
}

static int finish(const wchar_t *root, const wchar_t *data) {
    wchar_t own[PATH_CHARS], name[MAX_PATH], command[PATH_CHARS + 128];
    PROCESS_INFORMATION process;
    HKEY key;
    /* Installed again meanwhile: its starter removes what was retired, and the data are in use. */
    while (!find_newest(root, name) && remove_retired(root)) Sleep(POLL_MS);
    if (!find_newest(root, name)) {
        /* The starter of the last process ends a little later than that. */
        for (int i = 0; i < LAST_TRIES && exists(root, NULL, NULL); i++) {
            if (i) Sleep(POLL_MS);
            remove_root(root);
        }
        if (*data) remove_data();
    }
    if (!RegOpenKeyExW(HKEY_CURRENT_USER, RUN_ONCE, 0, KEY_WRITE, &key)) {
        RegDeleteValueW(key, RUN_ONCE_NAME);
        RegCloseKey(key);
    }
    /* A running program cannot delete itself: the shell does, once it has ended. */
    GetModuleFileNameW(NULL, own, PATH_CHARS);
    _snwprintf(command, COUNT_OF(command) - 1, L"cmd.exe /d /c ping -n 3 127.0.0.1 >nul & del /f \"%ls\"", own);
    command[COUNT_OF(command) - 1] = 0;
    if (run_hidden(command, &process)) {
        CloseHandle(process.hThread);
        CloseHandle(process.hProcess);
    }
    return 0;
}

int main(void) {
    int count;
    wchar_t **words = CommandLineToArgvW(GetCommandLineW(), &count);
    const wchar_t *verb = count > 1 ? words[1] : L"";
    /* Paths given by the installer may end in a backslash, names of markers and folders do not follow one. */
    for (int i = 2; i < count; i++) {
        size_t length = wcslen(words[i]);
        if (length > 3 && words[i][length - 1] == L'\\') words[i][length - 1] = 0;
    }
    if (count == 3 && !wcscmp(verb, L"stop")) return stop(words[2]);
    if (count == 3 && !wcscmp(verb, L"serve")) return serve(words[2]);
    if (count == 4 && !wcscmp(verb, L"prepare")) return prepare(words[2], words[3]);
    if (count == 6 && !wcscmp(verb, L"check")) return check(words[2], words[3], words[4], words[5]);
    if (count == 4 && !wcscmp(verb, L"activate")) return activate(words[2], words[3]);
    if (count == 4 && !wcscmp(verb, L"place")) return place(words[2], words[3]);
    if (count == 4 && !wcscmp(verb, L"shortcut")) return shortcut(words[2], words[3]);
    if (count == 3 && !wcscmp(verb, L"path-add")) return change_path(words[2], 1);
    if (count == 3 && !wcscmp(verb, L"path-remove")) return change_path(words[2], 0);
    if (count >= 3 && !wcscmp(verb, L"withdraw")) return withdraw(words[2], count > 3 ? L"data" : L"");
    if (count >= 3 && !wcscmp(verb, L"finish")) return finish(words[2], count > 3 ? L"data" : L"");
    return 87; /* ERROR_INVALID_PARAMETER */
}

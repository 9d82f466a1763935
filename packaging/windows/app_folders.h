/* Finds, retires and removes the app folders beneath the install folder.
 *
 * An app folder says what it is by an empty file in it:
 *   .complete   wholly installed; the newest of these is started
 *   .retired    replaced or uninstalled; goes as soon as no process runs from it
 *   neither     being installed, or its installation was cut short; only the next setup removes it
 *
 * Every process of JobDesk runs JobDesk.exe or jobdeskc.exe. Windows opens the file of a running program for writing
 * to nobody, and starts none that is held open exclusively: so two handles prove that a folder is unused and keep it so.
 */
#ifndef JOBDESK_APP_FOLDERS_H
#define JOBDESK_APP_FOLDERS_H

#include <stdio.h>
#include <windows.h>

#include "version_order.h"

#define PATH_CHARS 4096
#define COMPLETE L".complete"
#define RETIRED L".retired"
#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

static const wchar_t *const PROGRAMS[] = {L"JobDesk.exe", L"jobdeskc.exe"};

/* Joins up to three parts of a path; a part that is NULL ends it. */
static void join(wchar_t *path, const wchar_t *folder, const wchar_t *name, const wchar_t *file) {
    _snwprintf(path, PATH_CHARS - 1, L"%ls%ls%ls%ls%ls", folder, name ? L"\\" : L"", name ? name : L"", file ? L"\\" : L"",
               file ? file : L"");
    path[PATH_CHARS - 1] = 0;
}

static int exists(const wchar_t *folder, const wchar_t *name, const wchar_t *file) {
    wchar_t path[PATH_CHARS];
    join(path, folder, name, file);
    return GetFileAttributesW(path) != INVALID_FILE_ATTRIBUTES;
}

static int make_marker(const wchar_t *root, const wchar_t *name, const wchar_t *marker) {
    wchar_t path[PATH_CHARS];
    join(path, root, name, marker);
    HANDLE file = CreateFileW(path, GENERIC_WRITE, FILE_SHARE_READ, NULL, CREATE_ALWAYS, FILE_ATTRIBUTE_NORMAL, NULL);
    if (file == INVALID_HANDLE_VALUE) return 0;
    FlushFileBuffers(file);
    CloseHandle(file);
    return 1;
}

/* Calls `visit` with the name of each app folder. */
static void for_each_app_folder(const wchar_t *root, void (*visit)(const wchar_t *root, const wchar_t *name, void *with),
                                void *with) {
    wchar_t pattern[PATH_CHARS];
    WIN32_FIND_DATAW found;
    join(pattern, root, L"app-*", NULL);
    HANDLE search = FindFirstFileW(pattern, &found);
    if (search == INVALID_HANDLE_VALUE) return;
    do {
        if ((found.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) && is_app_folder(found.cFileName))
            visit(root, found.cFileName, with);
    } while (FindNextFileW(search, &found));
    FindClose(search);
}

static void keep_newer(const wchar_t *root, const wchar_t *name, void *newest) {
    if (exists(root, name, COMPLETE) && (!*(wchar_t *)newest || compare_app_folders(newest, name) < 0))
        wcscpy(newest, name);
}

/* Finds the newest complete app folder; its name takes MAX_PATH characters at most. */
static int find_newest(const wchar_t *root, wchar_t *newest) {
    *newest = 0;
    for_each_app_folder(root, keep_newer, newest);
    return *newest != 0;
}

/* Removes a folder and all in it; of a link or a junction only itself. */
static int remove_tree(const wchar_t *path) {
    wchar_t pattern[PATH_CHARS], inner[PATH_CHARS];
    WIN32_FIND_DATAW found;
    join(pattern, path, L"*", NULL);
    HANDLE search = FindFirstFileW(pattern, &found);
    if (search != INVALID_HANDLE_VALUE) {
        do {
            if (!wcscmp(found.cFileName, L".") || !wcscmp(found.cFileName, L"..")) continue;
            join(inner, path, found.cFileName, NULL);
            if (found.dwFileAttributes & FILE_ATTRIBUTE_READONLY) SetFileAttributesW(inner, FILE_ATTRIBUTE_NORMAL);
            if (!(found.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY))
                DeleteFileW(inner);
            else if (found.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT)
                RemoveDirectoryW(inner);
            else
                remove_tree(inner);
        } while (FindNextFileW(search, &found));
        FindClose(search);
    }
    return RemoveDirectoryW(path) || GetLastError() == ERROR_FILE_NOT_FOUND || GetLastError() == ERROR_PATH_NOT_FOUND;
}

/* Removes an app folder unless a process runs from it; nothing of a folder in use is touched. */
static int remove_if_unused(const wchar_t *root, const wchar_t *name) {
    HANDLE held[COUNT_OF(PROGRAMS)];
    wchar_t path[PATH_CHARS], last[PATH_CHARS];
    int is_free = 1;
    for (size_t i = 0; i < COUNT_OF(PROGRAMS); i++) {
        join(path, root, name, PROGRAMS[i]);
        held[i] = CreateFileW(path, GENERIC_WRITE | DELETE, 0, NULL, OPEN_EXISTING, 0, NULL);
        if (held[i] == INVALID_HANDLE_VALUE) {
            DWORD error = GetLastError();
            is_free &= error == ERROR_FILE_NOT_FOUND || error == ERROR_PATH_NOT_FOUND;
        }
    }
    if (is_free) {
        /* Cut short after this, it is still known as one to remove. */
        make_marker(root, name, RETIRED);
        join(path, root, name, COMPLETE);
        DeleteFileW(path);
    }
    for (size_t i = 0; i < COUNT_OF(PROGRAMS); i++) {
        if (held[i] == INVALID_HANDLE_VALUE) continue;
        FILE_DISPOSITION_INFO disposition = {is_free};
        if (is_free) SetFileInformationByHandle(held[i], FileDispositionInfo, &disposition, sizeof disposition);
        CloseHandle(held[i]);
    }
    if (!is_free) return 0;
    /* The marker goes last, with the folder. */
    WIN32_FIND_DATAW found;
    join(path, root, name, L"*");
    HANDLE search = FindFirstFileW(path, &found);
    if (search != INVALID_HANDLE_VALUE) {
        do {
            if (!wcscmp(found.cFileName, L".") || !wcscmp(found.cFileName, L"..") || !wcscmp(found.cFileName, RETIRED))
                continue;
            join(last, root, name, found.cFileName);
            if ((found.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) &&
                !(found.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT))
                remove_tree(last);
            else if (found.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY)
                RemoveDirectoryW(last);
            else
                DeleteFileW(last);
        } while (FindNextFileW(search, &found));
        FindClose(search);
    }
    join(path, root, name, NULL);
    return remove_tree(path);
}

static void remove_one_retired(const wchar_t *root, const wchar_t *name, void *left) {
    if (exists(root, name, RETIRED) && !remove_if_unused(root, name)) ++*(int *)left;
}

/* Removes the retired app folders from which no process runs, and returns how many are left. */
static int remove_retired(const wchar_t *root) {
    int left = 0;
    for_each_app_folder(root, remove_one_retired, &left);
    return left;
}

/* Removes programs that were renamed because they ran when they were replaced. */
static void remove_replaced(const wchar_t *root, const wchar_t *folder) {
    wchar_t pattern[PATH_CHARS], path[PATH_CHARS];
    WIN32_FIND_DATAW found;
    join(pattern, root, folder, L"*.exe.old-*");
    HANDLE search = FindFirstFileW(pattern, &found);
    if (search == INVALID_HANDLE_VALUE) return;
    do {
        join(path, root, folder, found.cFileName);
        DeleteFileW(path);
    } while (FindNextFileW(search, &found));
    FindClose(search);
}

#endif

; Installer of JobDesk for the signed-in user; packaging/windows/installer.py compiles it and gives what is in ${}.
;
;   setup.exe [/S] [/PATH] [/D=FOLDER]      /S: without a window, /PATH: add the command jobdesk to the PATH
;   uninstall.exe [/S] [/DATA]              /DATA: remove the user's jobs, logs and settings too
;
; A version is installed beside the one before it, in a folder of its own; see app_folders.h. Whatever still runs goes on
; from its own version, whose folder is removed once that has ended.
Unicode true
!include "MUI2.nsh"
!include "FileFunc.nsh"
!include "LogicLib.nsh"
!include "Sections.nsh"
!include "WinVer.nsh"
!include "x64.nsh"

!define APP "JobDesk"
!define FILE_TYPE "JobDesk.Job"
!define CLASSES "Software\Classes"
!define OWN_KEY "Software\${APP}"
!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\${APP}"
!define RUN_KEY "Software\Microsoft\Windows\CurrentVersion\Run"
!define APPROVED_KEY "Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"
!define ERROR_ALREADY_EXISTS 183
!define DESK_STOPPED 100
!define ENGINE_STOPPED 101
!define STILL_USED 3

Name "${APP}"
OutFile "${RESULT}"
InstallDir "$LOCALAPPDATA\Programs\${APP}"
InstallDirRegKey HKCU "${OWN_KEY}" "InstallDir"
RequestExecutionLevel user
!ifdef FAST
    SetCompressor zlib
!else
    SetCompressor /SOLID lzma
!endif
ManifestDPIAware true
BrandingText "${APP} ${VERSION}"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_COMPONENTSPAGE_NODESC
!define MUI_FINISHPAGE_RUN "$INSTDIR\JobDesk.exe"
!insertmacro MUI_PAGE_COMPONENTS
!define MUI_PAGE_CUSTOMFUNCTION_PRE skip_if_installed
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_COMPONENTS
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "German"

!macro text NAME ENGLISH GERMAN
    LangString ${NAME} ${LANG_ENGLISH} "${ENGLISH}"
    LangString ${NAME} ${LANG_GERMAN} "${GERMAN}"
!macroend
!insertmacro text path_option "Command jobdesk on the PATH" "Befehl jobdesk im PATH"
!insertmacro text data_option "Also delete all jobs, logs and settings" "Auch alle Jobs, Protokolle und Einstellungen löschen"
!insertmacro text link_type "JobDesk link" "JobDesk-Link"
!insertmacro text file_type "JobDesk job" "JobDesk-Job"
!insertmacro text already_running "Setup of JobDesk is already running. Finish it first." "Das Setup von JobDesk läuft bereits. Schließen Sie es zuerst ab."
!insertmacro text too_old "JobDesk needs 64-bit Windows 10 or later." "JobDesk benötigt ein 64-Bit-Windows ab Version 10."
!insertmacro text not_installed "JobDesk ${VERSION} was not installed: not all files could be written. Check the free disk space, and try again. The version before stays as it was." "JobDesk ${VERSION} wurde nicht installiert: Nicht alle Dateien konnten geschrieben werden. Prüfen Sie den freien Speicherplatz und versuchen Sie es erneut. Die vorige Version bleibt, wie sie war."
!insertmacro text not_stopped "The running JobDesk did not close. It stays on its version until you close it." "Das laufende JobDesk wurde nicht geschlossen. Es behält seine Version, bis Sie es schließen."
!insertmacro text data_kept "Jobs, logs and settings are kept: JobDesk is still using them." "Jobs, Protokolle und Einstellungen bleiben: JobDesk benutzt sie noch."
!insertmacro text path_not_changed "The PATH was not changed: it cannot be read, or it would be too long." "Der PATH wurde nicht geändert: Er ist nicht lesbar oder würde zu lang."
!insertmacro text jobs_go_on "Jobs are still running. They go on to their end; then the rest of JobDesk's program is removed by itself." "Es laufen noch Jobs. Sie laufen zu Ende; danach wird der Rest des Programms von selbst entfernt."

VIProductVersion "${FOUR_NUMBERS}"
!macro version_texts LANGUAGE
    VIAddVersionKey /LANG=${LANGUAGE} "ProductName" "${APP}"
    VIAddVersionKey /LANG=${LANGUAGE} "ProductVersion" "${VERSION}"
    VIAddVersionKey /LANG=${LANGUAGE} "FileVersion" "${VERSION}"
    VIAddVersionKey /LANG=${LANGUAGE} "FileDescription" "Setup of ${APP}"
    VIAddVersionKey /LANG=${LANGUAGE} "LegalCopyright" "The ${APP} authors"
!macroend
!insertmacro version_texts ${LANG_ENGLISH}
!insertmacro version_texts ${LANG_GERMAN}

!macro only_one_setup
    SetRegView 64
    System::Call 'kernel32::CreateMutexW(p 0, i 0, w "JobDesk.Setup") p .r1 ?e'
    Pop $0
    ${If} $0 = ${ERROR_ALREADY_EXISTS}
        MessageBox MB_OK|MB_ICONEXCLAMATION "$(already_running)" /SD IDOK
        SetErrorLevel 2
        Quit
    ${EndIf}
!macroend

; Runs a verb of the helper, and leaves its exit code in $0.
!macro helper ARGUMENTS
    ExecWait '"$PLUGINSDIR\setup_helper.exe" ${ARGUMENTS}' $0
!macroend

Var still_used

Function skip_if_installed
    ${If} ${FileExists} "$INSTDIR\uninstall.exe"
        Abort
    ${EndIf}
FunctionEnd

Section "${APP}" section_app
    SectionIn RO
    InitPluginsDir
    File "/oname=$PLUGINSDIR\setup_helper.exe" "${TOOLS}/setup_helper.exe"
    File "/oname=$PLUGINSDIR\starter.exe" "${TOOLS}/starter.exe"
    File "/oname=$PLUGINSDIR\console_starter.exe" "${TOOLS}/console_starter.exe"

    !insertmacro helper 'prepare "$INSTDIR" ${VERSION}'
    StrCpy $1 "app-${VERSION}"
    ${If} $0 <> 0
        StrCpy $1 "app-${VERSION}-$0"
    ${EndIf}
    SetOutPath "$INSTDIR\$1"
    ClearErrors
    File /r "${PROGRAMS}/*"
    SetOutPath "$INSTDIR\bin"
    !insertmacro helper 'place "$PLUGINSDIR\starter.exe" "$INSTDIR\JobDesk.exe"'
    IntOp $2 0 + $0
    !insertmacro helper 'place "$PLUGINSDIR\console_starter.exe" "$INSTDIR\bin\jobdesk.exe"'
    IntOp $2 $2 + $0

    ; The desk closes as late as possible, and only if what replaces it is there.
    StrCpy $3 0
    ${If} $2 = 0
        !insertmacro helper 'check "$INSTDIR" $1 ${FILES} ${BYTES}'
        StrCpy $2 $0
    ${EndIf}
    ${If} $2 = 0
        !insertmacro helper 'stop "$INSTDIR"'
        StrCpy $3 $0
        !insertmacro helper 'activate "$INSTDIR" $1'
        StrCpy $2 $0
    ${EndIf}
    ${If} $2 <> 0
        MessageBox MB_OK|MB_ICONSTOP "$(not_installed)" /SD IDOK
        SetErrorLevel 2
        Quit
    ${EndIf}
    ${If} $3 <> 0
    ${AndIf} $3 <> ${DESK_STOPPED}
    ${AndIf} $3 <> ${ENGINE_STOPPED}
        DetailPrint "$(not_stopped)"
    ${EndIf}

    WriteUninstaller "$INSTDIR\uninstall.exe"
    !insertmacro helper 'shortcut "$SMPROGRAMS\${APP}.lnk" "$INSTDIR\JobDesk.exe"'
    WriteRegStr HKCU "${OWN_KEY}" "InstallDir" "$INSTDIR"

    WriteRegStr HKCU "${CLASSES}\.jobdesk" "" "${FILE_TYPE}"
    WriteRegStr HKCU "${CLASSES}\.jobdesk" "Content Type" "application/x-jobdesk"
    WriteRegStr HKCU "${CLASSES}\.jobdesk\OpenWithProgids" "${FILE_TYPE}" ""
    WriteRegStr HKCU "${CLASSES}\${FILE_TYPE}" "" "$(file_type)"
    WriteRegStr HKCU "${CLASSES}\${FILE_TYPE}\DefaultIcon" "" "$INSTDIR\JobDesk.exe,0"
    WriteRegStr HKCU "${CLASSES}\${FILE_TYPE}\shell\open\command" "" '"$INSTDIR\JobDesk.exe" "%1"'
    WriteRegStr HKCU "${CLASSES}\jobdesk" "" "URL:$(link_type)"
    WriteRegStr HKCU "${CLASSES}\jobdesk" "URL Protocol" ""
    WriteRegStr HKCU "${CLASSES}\jobdesk\DefaultIcon" "" "$INSTDIR\JobDesk.exe,0"
    WriteRegStr HKCU "${CLASSES}\jobdesk\shell\open\command" "" '"$INSTDIR\JobDesk.exe" "%1"'
    ${RefreshShellIcons}

    WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayName" "${APP}"
    WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
    WriteRegStr HKCU "${UNINSTALL_KEY}" "Publisher" "${APP}"
    WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\JobDesk.exe,0"
    WriteRegStr HKCU "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
    WriteRegStr HKCU "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
    WriteRegStr HKCU "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
    !ifdef HOMEPAGE
        WriteRegStr HKCU "${UNINSTALL_KEY}" "URLInfoAbout" "${HOMEPAGE}"
    !endif
    WriteRegDWORD HKCU "${UNINSTALL_KEY}" "EstimatedSize" ${KILOBYTES}
    WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoModify" 1
    WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoRepair" 1

    ; What had been open is open again, and jobs that wait go on; with a window its last page offers the start.
    ${If} $3 = ${ENGINE_STOPPED}
        !insertmacro helper 'serve "$INSTDIR"'
    ${ElseIf} $3 = ${DESK_STOPPED}
    ${AndIf} ${Silent}
        Exec '"$INSTDIR\JobDesk.exe"'
    ${EndIf}
SectionEnd

Section /o "$(path_option)" section_path
    !insertmacro helper 'path-add "$INSTDIR\bin"'
    ${If} $0 = 0
        WriteRegDWORD HKCU "${OWN_KEY}" "OnPath" 1
    ${Else}
        DetailPrint "$(path_not_changed)"
        SetErrorLevel 3
    ${EndIf}
SectionEnd

; Runs last: the option was taken away again at an update.
Section "-path"
    ${IfNot} ${SectionIsSelected} ${section_path}
        ReadRegDWORD $0 HKCU "${OWN_KEY}" "OnPath"
        ${If} $0 = 1
            !insertmacro helper 'path-remove "$INSTDIR\bin"'
            DeleteRegValue HKCU "${OWN_KEY}" "OnPath"
        ${EndIf}
    ${EndIf}
SectionEnd

Function .onInit
    ${IfNot} ${RunningX64}
    ${OrIfNot} ${AtLeastWin10}
        MessageBox MB_OK|MB_ICONSTOP "$(too_old)" /SD IDOK
        SetErrorLevel 2
        Quit
    ${EndIf}
    !insertmacro only_one_setup
    ReadRegDWORD $0 HKCU "${OWN_KEY}" "OnPath"
    ${GetParameters} $1
    ClearErrors
    ${GetOptions} $1 "/PATH" $2
    ${IfNot} ${Errors}
    ${OrIf} $0 = 1
        !insertmacro SelectSection ${section_path}
    ${EndIf}
FunctionEnd

Section "un.${APP}" section_un_app
    SectionIn RO
    InitPluginsDir
    File "/oname=$PLUGINSDIR\setup_helper.exe" "${TOOLS}/setup_helper.exe"
    SetOutPath "$TEMP"  ; A folder that is someone's current one cannot be removed.
    !insertmacro helper 'stop "$INSTDIR"'
    ${If} $0 <> 0
    ${AndIf} $0 <> ${DESK_STOPPED}
    ${AndIf} $0 <> ${ENGINE_STOPPED}
        DetailPrint "$(not_stopped)"
        StrCpy $still_used 1
    ${EndIf}

    !insertmacro helper 'path-remove "$INSTDIR\bin"'
    Delete "$SMPROGRAMS\${APP}.lnk"
    ReadRegStr $0 HKCU "${CLASSES}\.jobdesk" ""
    ${If} $0 == "${FILE_TYPE}"
        DeleteRegKey HKCU "${CLASSES}\.jobdesk"
    ${EndIf}
    DeleteRegKey HKCU "${CLASSES}\${FILE_TYPE}"
    DeleteRegKey HKCU "${CLASSES}\jobdesk"
    DeleteRegValue HKCU "${RUN_KEY}" "${APP}"
    DeleteRegValue HKCU "${APPROVED_KEY}" "${APP}"
    DeleteRegKey HKCU "${UNINSTALL_KEY}"
    DeleteRegKey HKCU "${OWN_KEY}"
    ${RefreshShellIcons}

    Delete "$INSTDIR\JobDesk.exe"
    Delete "$INSTDIR\uninstall.exe"
    ; This one may wait for a program that it has started.
    ClearErrors
    Delete "$INSTDIR\bin\jobdesk.exe"
    ${If} ${Errors}
        Rename "$INSTDIR\bin\jobdesk.exe" "$INSTDIR\bin\jobdesk.exe.old-0"
    ${EndIf}
SectionEnd

Section /o "un.$(data_option)" section_un_data
SectionEnd

Section "-un.rest"
    StrCpy $1 ""
    ${If} ${SectionIsSelected} ${section_un_data}
    ${AndIf} $still_used = 1
        DetailPrint "$(data_kept)"
    ${ElseIf} ${SectionIsSelected} ${section_un_data}
        StrCpy $1 "data"
    ${EndIf}
    !insertmacro helper 'withdraw "$INSTDIR" $1'
    ${If} $0 = ${STILL_USED}
        DetailPrint "$(jobs_go_on)"
        MessageBox MB_OK|MB_ICONINFORMATION "$(jobs_go_on)" /SD IDOK
    ${EndIf}
SectionEnd

Function un.onInit
    !insertmacro only_one_setup
    ${GetParameters} $1
    ClearErrors
    ${GetOptions} $1 "/DATA" $2
    ${IfNot} ${Errors}
        !insertmacro SelectSection ${section_un_data}
    ${EndIf}
FunctionEnd

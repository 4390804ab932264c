@echo off
chcp 65001 >nul
title Practicum
where py >nul 2>nul
if %errorlevel%==0 (
  py -3 "%~dp0start.py" %*
  goto end
)
where python >nul 2>nul
if %errorlevel%==0 (
  python "%~dp0start.py" %*
  goto end
)
echo Practicum needs Python 3.11 or newer, which is not on this computer.
echo Install it from the Microsoft Store ("Python 3.13") or from python.org, then double-click this file again.
:end
pause

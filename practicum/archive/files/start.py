"""Sets Practicum up on this computer, once, and opens your lessons. Run it again any time: it only opens them then.

The program goes to your own data folder, your lessons and answers to Practicum in your documents.
This file is written so that an old Python can still read it and say that it is too old.
"""

import hashlib
import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


def say(text):
    print(text, flush=True)


def program_folder():
    """Where the program is kept, apart from lessons and answers."""
    named = os.environ.get("PRACTICUM_PROGRAM")
    if named:
        return named
    home = os.path.expanduser("~")
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or os.path.join(home, "AppData", "Local")
    elif sys.platform == "darwin":
        base = os.path.join(home, "Library", "Application Support")
    else:
        base = os.environ.get("XDG_DATA_HOME") or os.path.join(home, ".local", "share")
    return os.path.join(base, "Practicum")


def program_wheel():
    return next(name for name in sorted(os.listdir(HERE)) if name.startswith("practicum-") and name.endswith(".whl"))


def fingerprint():
    """What is to be installed: while it is the same, nothing is installed again."""
    digest = hashlib.sha256(("%d.%d" % sys.version_info[:2]).encode())
    for name in ("requirements.txt", program_wheel()):
        with open(os.path.join(HERE, name), "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()


def python_of(folder):
    if sys.platform == "win32":
        return os.path.join(folder, "Scripts", "python.exe")
    return os.path.join(folder, "bin", "python")


def installed(folder, mark):
    try:
        with open(os.path.join(folder, "installed.txt")) as file:
            return file.read().strip() == mark and os.path.exists(python_of(folder))
    except OSError:
        return False


def pip(folder, *words):
    command = [python_of(folder), "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]
    subprocess.run(command + list(words), check=True)


def install(folder, mark):
    """A fresh environment in which nothing is compiled and every package has the hash that it should have."""
    say("Setting Practicum up on this computer. This happens once and takes some minutes ...")
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    wheels = os.path.join(HERE, "wheels")
    source = ["--no-index", "--find-links", wheels] if os.path.isdir(wheels) else []
    say("Fetching what it needs from this folder ..." if source else "Fetching what it needs from the internet ...")
    pip(folder, "--only-binary=:all:", "--require-hashes", "-r", os.path.join(HERE, "requirements.txt"), *source)
    pip(folder, "--no-deps", "--no-index", os.path.join(HERE, program_wheel()))
    with open(os.path.join(folder, "installed.txt"), "w") as file:
        file.write(mark + "\n")


def main(words):
    if sys.version_info < (3, 11):
        say(
            "Practicum needs Python 3.11 or newer; this is %d.%d. Install a newer one from python.org."
            % sys.version_info[:2]
        )
        return 1
    folder, mark = os.path.join(program_folder(), "program"), fingerprint()
    try:
        if not installed(folder, mark):
            install(folder, mark)
    except (OSError, subprocess.CalledProcessError) as error:
        say("Practicum could not be set up (%s)." % error)
        say(
            "Your lessons and answers are as they were. See that you are online and that the disk is not full, then try again."
        )
        return 1
    say("Opening your lessons in the browser. Leave this window open while you work; close it to stop.")
    command = [python_of(folder), "-m", "practicum.cli", "learn", "--lessons", os.path.join(HERE, "lessons")]
    try:
        return subprocess.call(command + words)
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    code = main(sys.argv[1:])
    if code and sys.stdin is not None and sys.stdin.isatty():
        input("Press Return to close this window. ")
    sys.exit(code)

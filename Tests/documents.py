#!/usr/bin/env python3
"""Tests/documents.py DIR: the documents say what the programs of DIR say.

Every option and command that `--help` shows is in the program's manual page and the page names no other option;
every relative link of a Markdown page leads to a file that is there, with the heading it names; and every command
that a page shows is one that the program has.
"""
import os
import re
import subprocess
import sys

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
PAGES = {"fraiseqld": "man/fraiseqld.8", "fraiseqlctl": "man/fraiseqlctl.1"}
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z0-9-]*")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def help_of(program, *command):
    run = subprocess.run([program, *command, "--help"], capture_output=True, text=True, check=True)
    return run.stdout


def options_and_commands(program, *command):
    """Options and command paths of a program and of all commands below it, from their help texts."""
    text = help_of(program, *command)
    options, commands = set(OPTION.findall(text)), set()
    section = re.search(r"^SUBCOMMANDS:\n((?:.*\n?)*)", text, re.M)
    for name in re.findall(r"^  ([a-z][a-z-]*)(?:,| |$)", section[1] if section else "", re.M):
        if name == "help" or command[:1] == ("monitoring",):
            continue
        commands.add(" ".join([*command, name]))
        more, below = options_and_commands(program, *command, name)
        options |= more
        commands |= below
    return options, commands


def rendered(page):
    text = subprocess.run(["mandoc", "-T", "utf8", os.path.join(ROOT, page)], capture_output=True, text=True, check=True)
    plain = re.sub(r".\x08", "", text.stdout)
    return re.sub(r"[ \t\n]+", " ", plain.replace("\u2010", "-").replace("\u2212", "-"))


def check_manual(directory, name, page):
    if not os.path.exists(os.path.join(ROOT, page)):
        return [f"{page} is missing"]
    program, text = os.path.join(directory, name), rendered(page)
    options, commands = options_and_commands(program)
    written = set(OPTION.findall(text))
    faults = [f"{page} lacks {option}, which {name} --help shows" for option in sorted(options - written)]
    faults += [f"{page} names {option}, which {name} does not know" for option in sorted(written - options)]
    faults += [f"{page} lacks the command '{command}'" for command in sorted(commands) if command not in text]
    return faults


def anchors(path):
    with open(path, encoding="utf-8") as page:
        headings = re.findall(r"^#+ (.+)$", page.read(), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-") for heading in headings}


def markdown():
    return subprocess.run(["git", "-C", ROOT, "ls-files", "-co", "--exclude-standard", "*.md"],
                          capture_output=True, text=True, check=True).stdout.splitlines()


def check_commands(directory):
    """Commands in code spans and blocks of the pages: `fraiseqlctl NOUN VERB --option`."""
    known = {name: options_and_commands(os.path.join(directory, name)) for name in PAGES}
    faults = []
    for page in markdown():
        with open(os.path.join(ROOT, page), encoding="utf-8") as file:
            text = file.read()
        spans = re.findall(r"`([^`\n]+)`", text) + "\n".join(re.findall(r"^```.*?^```", text, re.M | re.S)).split("\n")
        for span in spans:
            span = span.split(" #")[0]
            found = re.match(r"(?:[#$] )?(fraiseqld|fraiseqlctl)((?: [a-z][a-z-]*)*)(?= |$)(.*)", span.strip())
            if not found:
                continue
            options, commands = known[found[1]]
            words = found[2].split()
            if words[:1] == ["monitoring"]:
                words = words[1:]
            if words and found[1] == "fraiseqlctl" and words[0] not in commands:
                faults.append(f"{page}: `{span}`: there is no command {words[0]}")
            groups = {command.split()[0] for command in commands if " " in command}
            if len(words) > 1 and words[0] in groups and " ".join(words[:2]) not in commands:
                faults.append(f"{page}: `{span}`: there is no command {words[0]} {words[1]}")
            faults += [f"{page}: `{span}`: {found[1]} has no option {option}"
                       for option in OPTION.findall(found[3]) if option not in options]
    return faults


def check_links():
    faults = []
    for page in markdown():
        with open(os.path.join(ROOT, page), encoding="utf-8") as file:
            text = re.sub(r"^```.*?^```", "", file.read(), flags=re.M | re.S)
        for link in LINK.findall(text):
            if re.match(r"[a-z]+:", link):
                continue
            path, _, anchor = link.partition("#")
            target = os.path.join(ROOT, os.path.dirname(page), path) if path else os.path.join(ROOT, page)
            if not os.path.exists(target):
                faults.append(f"{page}: the link {link} leads nowhere")
            elif anchor and target.endswith(".md") and anchor not in anchors(target):
                faults.append(f"{page}: the link {link} names no heading of that page")
    return faults


def main(directory):
    faults = check_links() + check_commands(directory)
    for name, page in PAGES.items():
        faults += check_manual(directory, name, page)
    print("\n".join(faults) or "the documents agree with the programs")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

"""`help`, the man page and completion: every command, verb, format, preset and option is in them, roff has nothing to say
against them, and the shells complete. Usage: manual.py PAGEWALK"""
import os
import re
import shutil
import subprocess
import tempfile

import checks
from checks import check, pagewalk

skipped = 0


def run(*arguments, status=0):
    done = subprocess.run([pagewalk, *arguments], capture_output=True, text=True)
    check(done.returncode == status, f'{arguments}: exit status {done.returncode}: {done.stderr}')
    return done.stdout if status == 0 else done.stderr


def names(text, heading):
    """The first words of the indented lines below a heading."""
    part = text.split(heading + '\n', 1)[1].split('\n\n', 1)[0]
    return re.findall(r'^  (\S+)', part, re.M)


commands = names(run('help'), 'Commands:')
topics = names(run('help'), 'Topics:')
listed = re.findall(r'^  ([a-z]+) ', run('--help').split('Subcommands:')[1], re.M)
check(commands == [name for name in listed if name != 'complete'] and len(commands) >= 14, (commands, listed))


def texts():
    for command in commands:
        text = run('help', command)
        check(text.startswith('pagewalk ' + command), text)
        said = run(command, '--help')
        for option in re.findall(r'--[a-z][a-z-]+', said):
            check(option in text, f'{option} is missing in help {command}')
    for topic in topics:
        check(len(run('help', topic)) > 200 or topic == 'status', topic)
    check('```predict' in run('help', 'lesson'), 'the format of lessons')
    # The language's own help is where the verbs come from.
    with subprocess.Popen([pagewalk, 'run', '-'], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        verbs = re.findall(r'^  (\S+)', child.communicate('help\n')[0], re.M)
    check(len(verbs) > 40, verbs)
    for verb in set(verbs) - {'help'}:
        check(verb in run('help', 'commands'), verb)
        check(verb in run('help', verb), verb)
    both = run('help', 'run')  # a command, and a verb of the language
    check('pagewalk run FILE' in both and 'A verb of the command language' in both, both)
    said = run('help', 'reply', status=2)
    check("there is no topic 'reply'" in said and "did you mean 'repl" in said, said)


def in_german():
    for arguments in (['--lang', 'de', 'replay', '--help'], ['replay', '--help', '--lang=de']):
        check('Ersetzungsstrategie' in run(*arguments), arguments)
    check('Das überbuchte Hotel' in run('learn', '--lang', 'de'), 'the lessons')
    check('en, de' in run('run', '--lang', 'xx', status=2), 'another language says which there are')
    lines = 'process A\nexpect A.minor == 1\n'
    done = subprocess.run([pagewalk, 'run', '-', '--lang', 'de'], input=lines, capture_output=True, text=True)
    check(done.returncode == 1 and 'erwartet' in done.stderr, f'a failed check is one in any language: {done.returncode} {done.stderr}')
    done = subprocess.run([pagewalk, 'run', '-', '--lang', 'de'], input='proces A\n', capture_output=True, text=True)
    check(done.returncode == 2 and "meintest du 'process'?" in done.stderr, done.stderr)


def man():
    global skipped
    page = run('help', '--man')
    for name in commands:
        check(f'pagewalk {name}' in page.replace('\\-', '-'), name)
    for command in commands:
        for option in re.findall(r'--[a-z][a-z-]+', run('help', command)):
            check(option in page.replace('\\-', '-'), option)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'pagewalk.1')
        with open(path, 'w') as file:
            file.write(page)
        for tool in (['groff', '-k', '-man', '-ww', '-Tutf8', '-z'], ['mandoc', '-Tlint', '-Wwarning']):
            if not shutil.which(tool[0]):
                skipped += 1
                continue
            done = subprocess.run([*tool, path], capture_output=True, text=True)
            check(done.stdout == '' and done.stderr == '' and done.returncode == 0, f'{tool}: {done.stdout}{done.stderr}')
        if shutil.which('groff'):
            shown = subprocess.run(['groff', '-k', '-man', '-Tascii', path], capture_output=True, text=True).stdout
            shown = re.sub(r'\x1b\[[\d;]*m|.\x08', '', shown)
            for word in ('--frames', 'x86-64', 'clock', 'EXIT STATUS', 'pagewalk record'):
                check(word in shown, word)
    check('.SH "EXIT STATUS"' in page, 'sections')


wanted = [  # what is typed, what must come, what must not
    (['pagewalk', 're'], ['render', 'repl', 'replay', 'record'], ['run', 'complete']),
    (['pagewalk', ''], commands, ['complete']),
    (['pagewalk', 'replay', 't.din', '--po'], ['--policy'], ['--page']),
    (['pagewalk', 'replay', 't.din', '--policy', 'cl'], ['clock'], ['lru']),
    (['pagewalk', 'translate', '--format', 'sv'], ['sv39', 'sv48'], ['x86-64']),
    (['pagewalk', 'sheet', '--kind', 'lru,tr'], ['lru,translate', 'lru,tree'], ['lru,hit']),
    (['pagewalk', 'sheet', '--format', ''], ['html', 'pdf-ready', 'md', 'csv'], ['u32']),
    (['pagewalk', 'learn', 'wa'], ['walk'], ['tlb']),
    (['pagewalk', 'help', 'pre'], ['presets'], ['policies']),
    (['pagewalk', 'completion', ''], ['bash', 'zsh', 'fish'], []),
]


def bash(words, folder):
    """What bash's own completion makes of a line, with the script loaded as bash loads it."""
    quoted = ' '.join("'" + word + "'" for word in words)
    script = f'''PATH='{os.path.dirname(pagewalk)}':$PATH; source <(pagewalk completion bash)
COMP_WORDS=({quoted}); COMP_CWORD={len(words) - 1}; compopt() {{ :; }}
complete -p pagewalk > /dev/null || exit 1
function=$(complete -p pagewalk | sed 's/.*-F \\([^ ]*\\) .*/\\1/'); $function pagewalk "${{COMP_WORDS[-1]}}" ""; printf '%s\\n' "${{COMPREPLY[@]}}"'''
    done = subprocess.run(['bash', '--norc', '-c', script], capture_output=True, text=True, cwd=folder)
    check(done.returncode == 0 and done.stderr == '', done)
    return done.stdout.split('\n')


def fish(words, folder):
    line = ' '.join(words)
    script = f"set PATH '{os.path.dirname(pagewalk)}' $PATH; pagewalk completion fish | source; complete -C '{line}'"
    done = subprocess.run(['fish', '--no-config', '-c', script], capture_output=True, text=True, cwd=folder, env={**os.environ, 'HOME': folder})
    check(done.returncode == 0, done)
    return [each.split('\t')[0] for each in done.stdout.split('\n')]


def zsh(words, folder):
    """zsh has no way to ask without a terminal: its builtins are replaced by ones that print."""
    quoted = ' '.join("'" + word + "'" for word in words)
    script = f'''path=('{os.path.dirname(pagewalk)}' $path); compdef() {{ }}; compadd() {{ shift; print -l -- "$@" }}; _files() {{ print -l -- *(N) }}
source <(pagewalk completion zsh); words=({quoted}); CURRENT={len(words)}; _pagewalk'''
    done = subprocess.run(['zsh', '-f', '-c', script], capture_output=True, text=True, cwd=folder)
    check(done.returncode == 0 and done.stderr == '', done)
    return done.stdout.split('\n')


def completion():
    global skipped
    for shell in (bash, zsh, fish):
        if not shutil.which(shell.__name__):
            skipped += 1
            continue
        with tempfile.TemporaryDirectory() as folder:
            with open(os.path.join(folder, 'my trace.din'), 'w'):
                pass
            for words, those, not_those in wanted:
                got = shell(words, folder)
                for each in those:
                    check(each in got, f'{shell.__name__}: {words} gives {got}, not {each}')
                for each in not_those:
                    check(each not in got, f'{shell.__name__}: {words} gives {each}')
            files = shell(['pagewalk', 'replay', ''], folder)
            check(any('my' in each and 'trace.din' in each for each in files), f'{shell.__name__}: files: {files}')
    check("there is no script for 'tcsh'" in run('completion', 'tcsh', status=2), 'another shell')


texts()
in_german()
man()
completion()
print(f'{checks.count} checks of the manual and of completion, {skipped} programs are not here')

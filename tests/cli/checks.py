"""What the tests of the command line share: PAGEWALK, their first argument, and checks that end the test with a message."""
import os
import sys

pagewalk = os.path.realpath(sys.argv[1])
count = 0


def check(good, message):
    global count
    count += 1
    if not good:
        sys.exit(str(message))

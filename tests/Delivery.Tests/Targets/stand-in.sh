#!/bin/sh
# Runs the lines beside the link that this was called by. A program that is written and started by one process can be busy: the child of
# another thread may still hold it open.
. "$0.lines"

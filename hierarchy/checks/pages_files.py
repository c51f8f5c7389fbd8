"""Pages of what is said about files as a whole."""

from __future__ import annotations

from hierarchy.checks.page import ERROR, page

PAGES = (
    page(
        "file-not-found",
        ERROR,
        "there is no such file or folder, or the folder holds no hierarchy file",
        why="""Nothing was checked. An exit code of 0 here would let a pipeline with a typing error in a
        path pass.""",
        instead="""Name files that exist, or folders with .yaml or .yml files directly in them. The exit
        code is 2.""",
    ),
    page(
        "file-not-readable",
        ERROR,
        "the file is there, but it can't be read",
        why="A file that is left out silently would take its nodes off the screen.",
        instead="""Give the user that runs the navigator the right to read the file. Devices, pipes and
        folders called something.yaml are not read at all.""",
    ),
    page(
        "file-changing",
        ERROR,
        "the files change faster than they can be read",
        why="""Every load reads all files until two readings are equal, so that half of a file that is being
        written is never taken for the hierarchy.""",
        instead="""Load again when whatever writes them is done; write elsewhere and rename, if you write
        them.""",
    ),
    page(
        "too-many-files",
        ERROR,
        "the folder holds more files than a hierarchy can have",
        why="It is most likely the wrong folder; reading on would take long and tell nothing.",
        instead="Name the folder that holds the hierarchy files and nothing else.",
    ),
    page(
        "link-leaves-folder",
        ERROR,
        "a symbolic link in the folder leads out of it",
        why="""Whoever may write into the folder could otherwise have any file of the machine shown in
        messages.""",
        instead="Put the file itself into the folder, or name the file that the link leads to.",
    ),
    page(
        "not-utf8",
        ERROR,
        "the file is not UTF-8 text",
        why="In another encoding letters change into others silently, in titles as well as in queries.",
        instead="Save the file as UTF-8. The place is that of the first byte that does not fit.",
    ),
    page(
        "empty-file",
        ERROR,
        "the file is empty, or holds comments only",
        why="""An empty file among the files of a hierarchy is nearly always a failed download or a
        forgotten save, and its nodes would just be missing.""",
        instead="Write the file, or delete it.",
        wrong="""
            # to do
            #^
        """,
        right="""
            version: 1
            nodes:
              buy: {level: functional-purpose, title: Customers can buy}
        """,
    ),
    page(
        "not-a-mapping",
        ERROR,
        "the file is a list or a single text, not keys with values",
        why="Only `key: value` at the top says what the rest is about.",
        instead="Begin with `version: 1`; put nodes under `nodes:`, each with its id as key.",
        wrong="""
            - buy
            #^
            - browse
        """,
        right="""
            version: 1
            nodes:
              buy: {level: functional-purpose, title: Customers can buy}
        """,
    ),
    page(
        "no-nodes",
        ERROR,
        "the files together define no node",
        why="There would be nothing on the screen, and an empty screen looks like one on which all is well.",
        instead="""Add at least one node under `nodes:`. Files that hold templates or sources only are fine
        beside others.""",
        wrong="""
            version: 1
            #^
            title: Shop
        """,
        right="""
            version: 1
            title: Shop
            nodes:
              buy: {level: functional-purpose, title: Customers can buy}
        """,
    ),
    page(
        "defined-twice",
        ERROR,
        "two files define the same name, or a key that stands in one file only",
        why="""Files of several teams become one hierarchy. Which of two definitions counts would depend on
        the order of file names, and one team's node would vanish when another adds a file.""",
        instead="""Rename one of the two (put `formerly: [old-id]` into the renamed node, so that old links
        find it). `title`, `sources`, `reference`, `step` and `levels` stand in one file only.""",
        wrong="""
            # checkout.yaml:
            version: 1
            nodes:
              pay: {level: generalized-function, title: Take payment}
            # payment.yaml:
            version: 1
            nodes:
              pay: {level: generalized-function, title: Take a payment}
            # ^^^
        """,
        right="""
            # checkout.yaml:
            version: 1
            nodes:
              checkout: {level: generalized-function, title: Check out}
            # payment.yaml:
            version: 1
            nodes:
              pay: {level: generalized-function, title: Take a payment}
        """,
    ),
    page(
        "version-missing",
        ERROR,
        "the file does not say which version of the format it is",
        why="A later version may give a key another meaning; with the version in it a file stays readable.",
        instead="Begin every file with `version: 1`.",
        wrong="""
            nodes:
            #^
              buy: {level: functional-purpose}
        """,
        right="""
            version: 1
            nodes:
              buy: {level: functional-purpose}
        """,
    ),
    page(
        "version-unsupported",
        ERROR,
        "the file is written in a version of the format that this program does not know",
        why="Guessing what its keys mean would show something other than what was written.",
        instead="Write `version: 1`, or use a newer navigator.",
        wrong="""
            version: 2
            #        ^
            nodes:
              buy: {level: functional-purpose}
        """,
        right="""
            version: 1
            nodes:
              buy: {level: functional-purpose}
        """,
    ),
    page(
        "too-many-nodes",
        ERROR,
        "the copies make more nodes than a hierarchy can have",
        why="Every copy of a file has all nodes of the file; a few more copies may mean thousands of nodes.",
        instead="Make fewer copies, or let a node with `each` find what there are many of.",
    ),
    page(
        "too-many-links",
        ERROR,
        "there are more links than a hierarchy can have",
        why="""Everything linked with everything takes memory, and says nothing about what depends on what. A
        `*` or a link in a file with copies stands for many.""",
        instead="Name the nodes, link with their whole, or let more labels agree under `same`.",
    ),
    page(
        "too-much-repeated",
        ERROR,
        "templates, defaults and copies bring more than a hierarchy can hold",
        why="""What stands once in a template or under `defaults` counts at every node; a small file can
        mean a lot.""",
        instead="Give fewer nodes a large template, or let a node with `each` find what there are many of.",
    ),
    page(
        "too-many-problems",
        ERROR,
        "there are more problems than are worth printing",
        why="Hundreds of problems mostly have one cause, such as a file of something else.",
        instead="Fix those that are shown, and check again.",
    ),
)

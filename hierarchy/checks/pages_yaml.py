"""Pages of what the gate in front of YAML says."""

from __future__ import annotations

from hierarchy.checks.page import ERROR, WARNING, page

PAGES = (
    page(
        "yaml-syntax",
        ERROR,
        "the file is not valid YAML",
        why="""The parser stops where it no longer understands the text. The mistake is there, or a line or
        two above: an open quote or bracket, a tab, a colon in a text without quotes, uneven
        indentation.""",
        instead="""Quote texts that contain `: `, or that begin with a sign such as `{ [ * & ! % @`. Put
        queries into single quotes. Indent with spaces, the keys of one object in the same
        column.""",
        wrong="""
            version: 1
            nodes:
              buy:
                level: functional-purpose
                title: Customers: can buy
                #               ^
        """,
        right="""
            version: 1
            nodes:
              buy:
                level: functional-purpose
                title: 'Customers: can buy'
        """,
    ),
    page(
        "yaml-alias",
        ERROR,
        "an alias (*name) stands in for a value written elsewhere",
        why="""A few lines of aliases of aliases can stand for billions of values. And whoever reads a node
        at night should see what it says, where it says it.""",
        instead="""Write the value out. What repeats between nodes belongs into a template, or into
        `defaults`.""",
        wrong="""
            version: 1
            nodes:
              buy: {level: functional-purpose, owner: *team}
            #                                         ^^^^^
        """,
        right="""
            version: 1
            defaults: {owner: shop}
            nodes:
              buy: {level: functional-purpose}
        """,
    ),
    page(
        "yaml-anchor",
        ERROR,
        "an anchor (&name) names a value for aliases",
        why="Anchors have no use without aliases, which are not allowed; see `navigator explain yaml-alias`.",
        instead="Delete the anchor. What repeats between nodes belongs into a template, or into `defaults`.",
        wrong="""
            version: 1
            nodes:
              buy: {level: functional-purpose, owner: &team shop}
            #                                         ^^^^^
        """,
        right="""
            version: 1
            nodes:
              buy: {level: functional-purpose, owner: shop}
        """,
    ),
    page(
        "yaml-merge-key",
        ERROR,
        "the merge key (<<) copies keys from elsewhere",
        why="It is not part of YAML 1.2, and readers disagree about which of two equal keys wins.",
        instead="Write the keys out. What repeats between nodes belongs into a template, or into `defaults`.",
        wrong="""
            version: 1
            nodes:
              buy:
                <<: {owner: shop}
            #   ^^
                level: functional-purpose
        """,
        right="""
            version: 1
            nodes:
              buy:
                owner: shop
                level: functional-purpose
        """,
    ),
    page(
        "yaml-tag",
        ERROR,
        "a tag (!name) says how a value is to be read",
        why="""Tags make readers build objects of their own; that is how YAML files have been used to run
        foreign code. The format says for every key what it holds, so no tag is ever needed.""",
        instead="Delete the tag. Quote what must be a text.",
        wrong="""
            version: 1
            nodes:
              buy: {level: functional-purpose, title: !!str 2024}
            #                                         ^^^^^
        """,
        right="""
            version: 1
            nodes:
              buy: {level: functional-purpose, title: '2024'}
        """,
    ),
    page(
        "yaml-documents",
        ERROR,
        "a second document begins (---)",
        why="A reader that takes only the first document would lose the other nodes without a word.",
        instead="Put each document into a file of its own, and load the folder.",
        wrong="""
            version: 1
            nodes:
              buy: {level: functional-purpose}
            ---
            #^
            nodes:
              browse: {level: functional-purpose}
        """,
        right="""
            version: 1
            nodes:
              buy: {level: functional-purpose}
              browse: {level: functional-purpose}
        """,
    ),
    page(
        "yaml-too-deep",
        ERROR,
        "mappings and lists are nested deeper than the format ever needs",
        why="Deep nesting is what exhausts the stack of a YAML parser; hierarchy files need 8 levels.",
        instead="Look for a bracket that is opened again and again.",
    ),
    page(
        "yaml-too-large",
        ERROR,
        "the file, or a value in it, is larger than the limit",
        why="""The limits keep any file from taking the memory of the process: 1 MiB, 100,000 values, 64 Ki
        a value.""",
        instead="Split the hierarchy into a folder of files; use templates and `each` for what repeats.",
    ),
    page(
        "forbidden-character",
        ERROR,
        "the text contains a character that is invisible or reorders what is shown",
        why="""Zero-width characters make two ids look the same, direction marks make a query look like
        another one, and control characters move the cursor of a terminal.""",
        instead="Delete it; retype the word if it was pasted.",
        wrong=r"""
            version: 1
            nodes:
              buy: {level: functional-purpose, title: "Customers\u200b can buy"}
            #                                         ^
        """,
        right="""
            version: 1
            nodes:
              buy: {level: functional-purpose, title: "Customers can buy"}
        """,
    ),
    page(
        "duplicate-key",
        ERROR,
        "a key stands twice in one object",
        why="""YAML readers keep one of the two silently, and not all of them the same one. A node that is
        pasted twice would lose the first definition.""",
        instead="Keep one of the two, or give the second its own name.",
        wrong="""
            version: 1
            nodes:
              buy:
                level: functional-purpose
                title: Customers can buy
                title: Customers can pay
            #   ^^^^^
        """,
        right="""
            version: 1
            nodes:
              buy:
                level: functional-purpose
                title: Customers can buy
        """,
    ),
    page(
        "key-not-text",
        ERROR,
        "a key is a number, true, false, null or a bracket",
        why="Readers differ in whether the key 1 and the key '1' are the same.",
        instead="Put the key into quotes, or give it a name.",
        wrong="""
            version: 1
            nodes:
              404: {level: generalized-function}
            # ^^^
        """,
        right="""
            version: 1
            nodes:
              page-404: {level: generalized-function}
        """,
    ),
    page(
        "text-cut-by-comment",
        WARNING,
        "a text ends early because ` #` begins a comment",
        why="YAML drops everything after a blank and #; `Rack #4` becomes `Rack`, and nobody notices.",
        instead="Put the whole text into quotes, or a blank behind the # of a comment that is meant.",
        wrong="""
            version: 1
            nodes:
              rack-4:
                level: physical-form
                title: Rack #4
                #      ^^^^
        """,
        right="""
            version: 1
            nodes:
              rack-4:
                level: physical-form
                title: 'Rack #4'
        """,
    ),
)

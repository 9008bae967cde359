"""Every verb, in the order of the help."""

from ops.cli import (
    backup_key,
    bench,
    demo,
    help_verb,
    import_bdpm,
    invite,
    join,
    library_sign,
    open_window,
    person_add,
    restore,
    run,
    simulate,
    site_new,
    snapshot,
    verify,
)

VERBS = (
    site_new.VERB,
    person_add.VERB,
    library_sign.VERB,
    invite.VERB,
    join.VERB,
    run.VERB,
    open_window.VERB,
    import_bdpm.VERB,
    snapshot.VERB,
    backup_key.VERB,
    restore.VERB,
    verify.VERB,
    demo.VERB,
    simulate.VERB,
    *bench.VERBS,
    help_verb.VERB,
)

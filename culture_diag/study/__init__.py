"""A study: where answers come from and every choice about them, said once; the folder of a customer that keeps them.

Nothing is imported here: the command line's help reads :mod:`culture_diag.study.options` and must not wait for pandas.
"""

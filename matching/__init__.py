"""Who should meet whom: the words of the trade, the rules, and the reciprocal score of a pair.

Pure ground room: companies' answers in, affinities, reasons and suggestions out, as stable codes
with parameters that the rooms above turn into sentences. It reads no clock, no environment, no
database and no network, and imports nothing from the rest of the project. ``storage``, ``handlers``
and ``bot`` may import it; ``scheduling`` and ``locales`` may not.

Import the module you need, for instance ``from matching.identifiers import check_number``: this
file stays empty of imports, so that a process which only chats never loads numpy.

====================  =========================================================================
``taxonomy``          the stable ASCII keys: activities, sectors, languages, bands, labels …
``identifiers``       company numbers by country: ``check_number``, ``number_name``
``duplicates``        one company typed twice: ``normalise_name``, ``near_identical``
``company``           ``Company``: what is known of one participant
``rules``             legal rules as dated data: ``flags``
``affinity``          ``affinities(companies, weights) -> Affinities`` (numpy), kept up by ``update``
``weights``           how much each dimension counts for either side: ``Weights``
``wishes``            must, yes, no: ``rung``, ``is_mutual``, ``weigh_pairs``
``reasons``           why this pair, for each reader, and what is still to settle
``suggestions``       whom to show to whom, with a fair showing for those few have seen
====================  =========================================================================
"""

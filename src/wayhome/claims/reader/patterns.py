"""The patterns of silences, comparisons, effects and outlooks, and for each the words that every match holds one of."""

from __future__ import annotations

import re

from wayhome.claims.reader.lexicon import word_set

_ADVERB = (
    r"(?:\s+(?:also|yet|officially|publicly|so far|immediately|ever|still|even|soon|now|eventually|simply|\w+ly))*"
)
_TELL = (
    r"(?:said|say|saying|comment(?:ed)?|confirm(?:ed)?|disclosed?|released?|provided?|given?|gave|publish(?:ed)?"
    r"|revealed?|specif(?:y|ied)"
    r"|acknowledged?|announced?|admit(?:ted)?|respond(?:ed)?|elaborated?|stated?|mention(?:ed)?|known?"
    r"|track(?:ed)?|keep|kept|count(?:ed)?|recorded?)"
)
_NUMBER = (
    r"(?:numbers?|figures?|data|statistics|counts?|estimates?|surveys?|tolls?|census|records?|breakdowns?"
    r"|tally|information|totals?)"
)
SILENCE = re.compile(
    rf"(?:has|have|had|did|does|do|would|could|can)(?:n['’]t|\s+not|\s+never){_ADVERB}\s+{_TELL}(?:\s+(?:anything"
    rf"|how many|a word|any(?:\s+\w+)?|the number|whether|where))?"
    r"|(?:cannot|can't)\s+(?:say|tell|confirm|give|provide)\s+(?:how many|numbers|figures|the number|a figure)"
    r"|(?:declin|refus)(?:ed|es|e|ing)\s+to\s+(?:say|comment|give|disclose|confirm|provide|release|reveal|discuss"
    r"|specify|elaborate|answer|publish)(?:\s+how many)?"
    rf"|\b(?:no|without any|nor any)\s+(?:(?:official|exact|reliable|precise|accurate|public|clear|comprehensive"
    rf"|independent|definitive|confirmed|firm|overall|central|such|full|recent|complete|credible|government"
    rf"|national|and|or|,)\s*)+\s*{_NUMBER}"
    rf"|\b(?:gives?|gave|keeps?|kept|has|have|had|publish(?:es|ed)?|released?|offer(?:s|ed)?|provided?"
    rf"|provides)\s+no\s+{_NUMBER}"
    rf"|(?:does|do|did)(?:n['’]t|\s+not)\s+(?:hold|have|possess|collect|maintain|publish"
    rf"|release)\s+(?:\w+\s+)?{_NUMBER}"
    rf"|\bno\s+{_NUMBER}\s+(?:(?:of|on|for|about|among)\s+\w+\s+(?:\w+\s+)?)?(?:is|are|was|were|has|have|had|exists?"
    rf"|existed)\b"
    r"|(?:would|will|could|did|do|does)\s+(?:not\s+be\s+drawn\s+on|neither\s+confirm\s+nor\s+deny)(?:\s+how\s+many)?"
    r"|(?:not\s+(?:\w+\s+)?(?:known|clear)|unknown|unclear|uncertain)\s+(?:exactly\s+|precisely\s+)?(?:how many"
    r"|the number)"
    rf"|\bnumbers?\s+(?:of\s+[\w\s-]{{3,60}}?)?(?:is|are|was|were|remains?|remained)\s+(?:still\s+)?(?:unknown"
    rf"|unclear|uncertain|not\s+(?:yet\s+)?(?:known|clear|available))"
    r"|\b(?:nobody|no one|no-one)\s+(?:really\s+)?(?:knows|knew|can say|could say|has counted|keeps"
    r"|is counting)(?:\s+(?:exactly\s+)?how many)?"
    r"|\b(?:none|neither|nobody|no one|no-one)\s+(?:of\s+\w+\s+)?(?:has|have)\s+(?:said|commented|confirmed|explained|disclosed)\b"
    r"|\b(?:nobody|no one|no-one)\s+is\s+(?:sure|certain)(?:\s+(?:exactly\s+)?how\s+many)?"
    r"|\bno\s+(?:registers?|records?|lists?|statistics|count|figures|data)\s+[\w\s]{3,40}?\s+(?:is|are|was|were)\s+(?:kept|available|held"
    r"|published)\b"
    rf"|\b(?:nobody|no one|no-one|no (?:agency|body|government|authority|ministry))"
    r"\s+(?:has|have)\s+(?:ever\s+|yet\s+)?(?:published"
    rf"|released|given|kept|made|produced|carried out|conducted)\s+(?:an?\s+|any\s+)?(?:\w+\s+){{0,2}}{_NUMBER}"
    r"|\bwithout\s+(?:giving|providing|specifying|saying|disclosing|offering)\s+(?:a\s+|any\s+|exact\s+"
    r"|further\s+)?(?:figures?|numbers?|details|how many)"
    r"|\b(?:remain(?:s|ed)?|kept|keeps|stay(?:s|ed)?|been|fallen)\s+(?:largely\s+)?silent",
    re.IGNORECASE,
)
_FLOW = (
    r"(?:numbers?|figures?|estimates?|toll|flows?|returns|arrivals|departures|deaths|exodus|influx|population|caseload"
    r"|displacement|crossings|outflow|inflow|casualties|defections|desertions|detentions|arrests|enrolment"
    r"|deportations|expulsions|recruitment|migration)"
)
CHANGED = (
    r"(?:risen|rose|rising|increas(?:ed|es|ing)|grown|grew|grows|growing|fallen|fell|falls|declin(?:ed|es|ing)"
    r"|decreas(?:ed|es|ing)|dropp?(?:ed|s|ing)|doubled|tripled|trebled|quadrupled|halved|surg(?:ed|ing)"
    r"|soar(?:ed|ing)|slow(?:ed|ing)|swell(?:ed|ing)|swollen|dwindl(?:ed|ing)|shrunk|shrank|shrinking|jumped"
    r"|climbed|plunged|plummeted|spiked|peaked|edged up|edged down)"
)
COMPARISON = re.compile(
    rf"\b(?:(?:much|far|even|slightly|three times|twice)\s+)?(?:more|less)\s+likely\b(?:\s+to)?"
    rf"|\b(?:(?:much|far|many|even|slightly|nearly twice|twice)\s+)?(?:more|fewer)\s+(?:\w+\s+){{1,4}}than\b"
    rf"|\b{_FLOW}\b[^.;:]{{0,80}}?\b(?:(?:has|have|had|is|are|were|was)\s+(?:\w+ly\s+|also\s+|been\s+|since\s+"
    rf"|more than\s+|almost\s+|nearly\s+)*)?{CHANGED}\b(?:\s+(?:sharply|slightly|steadily|dramatically"
    rf"|significantly|further|by\s+(?:(?:about|nearly|almost|more than|over|around|some|only|just|at least)\s+)?(?:an?\s+|one\s+"
    rf"|two\s+|three\s+)?[\w.,-]+(?:\s+(?:percent|per cent)|%)?))?"
    r"|\b[\d.,]+\s*(?:percent|per\s+cent|%)\s+(?:fewer|more|less|higher|lower)\b(?:\s+than)?|(?:^|(?<=[\"“])"
    r"|(?<=, ))(?:fewer|far fewer)\s+\w+"
    r"|\b(?:a|an|the|this)\s+(?:(?:slight|sharp|steep|small|large|big|significant|dramatic|marked|steady|massive"
    r"|huge|modest|\d[\d.]*\s*(?:percent|per cent|%)|[\w-]+fold|recent)\s+)?(?:increase|decrease|rise|drop"
    r"|decline|fall|reduction|surge|jump|spike)\s+(?:from|in|on|compared|over|of)\b"
    r"|\b(?:(?:nearly|almost|about|more than|over)\s+)?(?:twice|double|(?:two|three|four|five|ten|\d+)\s+times|half)"
    r"\s+(?:as\s+many|the\s+(?:number|total"
    r"|figure)|more)\b(?:\s+as\b)?"
    r"|\b(?:twice|double|(?:two|three|four|five|ten)\s+times)\s+(?:that|this)\b(?:\s+(?:number|figure|many))?"
    r"|\b(?:more|fewer|less)\s+than\s+(?:in|during)\s+(?:all|any|the)\b"
    r"|\boutnumber(?:s|ed|ing)?\b|\b(?:a\s+|the\s+)?(?:much\s+|far\s+|slightly\s+)?(?:smaller|larger|greater"
    r"|higher|lower|bigger)\s+(?:numbers?|share|proportion|percentage)\b"
    r"|(?:numbers?|figures?|toll|total|estimates?)\b[^.;:,]{0,60}?\b(?:is|are|was|were|be)\s+(?:(?:much|far|probably|likely|considerably"
    r"|significantly|even|slightly|somewhat)\s+)+(?:higher|lower|larger|smaller|greater)\b"
    r"|\b(?:is|are|was|were|be|been|could be|may be)\s+(?:the\s+)?most\s+(?:pronounced|common|likely|numerous"
    r"|affected|marked|visible)\b"
    r"|\bthe\s+(?:largest|biggest|highest|lowest|smallest|single largest)\s+(?:numbers?|groups?|share|contingent"
    r"|proportion)\b"
    r"|\b(?:ever\s+)?(?:increasing|growing|rising|declining|dwindling|falling|shrinking|decreasing)\s+numbers?\b",
    re.IGNORECASE,
)
_MOVER = r"(?:forc|prompt|push|driv|compell?|encourag|persuad|caus|oblig|induc|tempt|uproot|scar|spurr?|press)"
EFFECT = re.compile(
    rf"\b(?:(?:has|have|had|is|are|was|were|could|may|might|will|would)\s+)?(?:{_MOVER}(?:ed|es|s|e|ing)|forced"
    rf"|drove|driven|drives?|driving|led|leads|leading|made|makes)\s+(?:\w+\s+){{1,7}}?to\s+\w+"
    r"|\bputs?\s+(?:this|that|it|the\s+\w+)\s+down\s+to\b|\b(?:is|are|was|were)\s+to\s+blame\s+for\b"
    rf"|\b(?:will|would|could|may|might|can)\s+(?:(?:\w+ly|only|just|also|never)\s+)?{_MOVER}e?\s+(?:\w+\s+){{1,5}}?"
    r"(?:to|into|onto|across|out\s+of|back|towards?|over)\b"
    r"|\b(?<!\bon\s)(?<!\bthe\s)(?<!\bof\s)(?:results?|resulted|stems?|stemmed|arises?|arose)\s+(?:mainly\s+|largely\s+|partly\s+)?from\b"
    rf"|\b(?:the\s+)?(?:main|key|chief|major|primary|biggest|strongest|leading|greatest|prime|single"
    r"|principal|common|root|decisive|important)\s+(?:reasons?"
    rf"|factors?|causes?|drivers?|motives?|obstacles?|barriers?|deterrents?)\b(?:\s+(?:that|why|for|behind|of|to|pushing))?"
    r"|\b(?:(?:could|may|might|can)\s+be\s+|(?:is|are|was|were|be|been)\s+)?(?:mainly\s+|largely\s+|partly\s+"
    r"|mostly\s+)?(?:due\s+to|because\s+of|as\s+a\s+result\s+of|owing\s+to|the\s+result\s+of|blamed\s+on"
    r"|attributed\s+to|driven\s+by|triggered\s+by|caused\s+by|fuell?ed\s+by|prompted\s+by|in\s+response\s+to)"
    r"|\b(?:been|were|was|being)\s+(?:\w+ly\s+)?(?:flushed|driven|forced|pushed|uprooted|chased|bombed|starved"
    r"|squeezed|drawn|lured|attracted|displaced)\s+(?:out|away|back|off|from|into|to|by)\b"
    r"|\b(?:increases?|increased|reduces?|reduced|raises?|raised|lowers?|lowered|boosts?|boosted|swells?|swelled"
    r"|fuels?|fuell?ed|drives?\s+up)\s+(?:the\s+)?(?:numbers?|flows?|exodus|recruitment|influx|outflow)\b"
    r"|\b(?:discourag|deterr?|prevent|stopp?|keep|kept|block|barr|hinder)(?:e[ds]|s|ed|ing"
    r"|es)?\s+(?:\w+\s+){1,5}from\s+\w+ing\b"
    r"|\b(?:led|leading|leads|contribut(?:ed|es|ing))\s+to\s+(?:an?\s+|the\s+)?(?:\w+\s+)?(?:exodus|influx"
    r"|displacement|departures?|returns?|increase|rise|surge|flight|wave|drop|fall|decrease|decline)\b"
    r"|\b(?:caus(?:es|ed|ing)|brought|triggered|produced)\s+(?:an?\s+|the\s+)(?:\w+\s+)?(?:exodus|influx"
    r"|displacement|increase|rise|surge|flight|wave|drop|fall|decrease|decline)\b",
    re.IGNORECASE,
)
LATER = (
    r"(?:increase|rise|grow|double|triple|fall|decline|decrease|drop|continue|surge|swell|reach|exceed|climb"
    r"|worsen|shrink|slow|follow|peak)"
)
OUTLOOK = re.compile(
    r"\b(?:(?:is|are|was|were|be|been)\s+)?(?:not\s+)?(?:widely\s+|still\s+)?(?:expected|likely|unlikely|set|due"
    r"|projected|forecast|predicted|bound|poised|feared|scheduled|about)\s+to\s+(?:be\s+|have\s+|also\s+"
    r"|further\s+)*\w+"
    r"|\b(?:could|may|might|will|won['’]t|would|shall)(?:\s+(?:not|never|also|soon|either|still|then|now"
    r"|eventually|only|again|all|try to|have to|continue to|be able to|be))*\s+\w+"
    r"|\b(?:do|does|did|had|have|has)(?:n['’]t|\s+not|\s+no)\s+(?:intend|intention|want|plan|plans|wish"
    r"|hope)\s*(?:to|of)\s+\w+"
    r"|\b(?:refus(?:es|ed|e|ing)|intends?|plans?|planned|planning|vow(?:s|ed)?|pledg(?:es|ed|e|ing)|promis(?:es"
    r"|ed|e)|hop(?:es|ed|e|ing)|wants?|wanted|prepar(?:es|ed|ing)|ready|agreed|willing|unwilling|afraid|reluctant"
    r"|threaten(?:s|ed)|no\s+plans?|trying|waiting|wish(?:es|ed)?|determined|offered)\s+to\s+(?:take\s+)?\w+"
    r"|(?:(?<=expect\s)|(?<=expects\s)|(?<=predicts\s)|(?<=anticipates\s)|(?<=fears\s)|(?<=expected\s))(?!to\b)(?:\w+\s+){1,5}?"
    r"to\s+(?:be\s+)?\w+"
    r"|\b(?:is|are|was|were|seems?|remains?)\s+(?:very\s+|highly\s+|now\s+|also\s+)?(?:likely|unlikely|expected"
    r"|possible|feared|inevitable|imminent)\b(?!\s+to)"
    r"|\b(?:expects?|fears?|anticipates?|predicts?|warn(?:s|ed)?\s+of|risk(?:s|ing)?)\s+(?:a\s+|an\s+|the\s+"
    r"|that\s+|more\s+|further\s+|new\s+|another\s+)*(?:\w+\s+){0,2}(?:returns?|arrivals?|exodus|influx|waves?"
    r"|displacement|departures?|deaths?|refugees|deportations|flow|flight)\b",
    re.IGNORECASE,
)
SILENT = word_set("""
not never no cannot declined declines decline declining refused refuses refuse refusing nor unknown unclear
uncertain without none neither nobody silent no-one any
""")
COMPARED = word_set("""
likely more fewer less than increase decrease rise drop decline fall reduction surge jump spike twice double
times half outnumber outnumbers outnumbered outnumbering smaller larger greater higher lower bigger most largest
biggest highest lowest smallest single increasing growing rising declining dwindling falling shrinking
decreasing risen rose increased increases grown grew grows fallen fell falls declined declines decreased
decreases dropped drops dropping doubled tripled trebled quadrupled halved surged surging soared soaring slowed
slowing swelled swelling swollen dwindled shrunk shrank jumped climbed plunged plummeted spiked peaked edged
""")
CAUSED = word_set("""
forced forces force forcing prompted prompts prompting prompt pushed pushes pushing push drove driven drive
drives driving compelled compels compel compelling encouraged encourages encouraging encourage persuaded
persuade persuades persuading caused causes cause causing obliged obliges obliging induced induces tempted
tempts uprooted uproots scared scares spurred spur pressed presses led leads leading lead made makes reason
reasons factor factors drivers driver motive motives due because result owing blamed attributed triggered
fuelled fueled response flushed chased bombed starved squeezed drawn lured attracted displaced increases
increased reduces reduced raises raised lowers lowered boosts boosted swells swelled fuels discourages
discouraged discouraging deter deters deterred prevent prevents prevented preventing stop stops stopped keep
keeps kept block blocks blocked bar bars barred hinder hinders hindered contributed contributes contributing
brought produced results resulted stems stemmed arises arose puts put blame obstacle obstacles barrier
barriers deterrents deterrent oblige induce tempt uproot
scare press
""")
TO_COME = word_set("""
expected likely unlikely set due projected forecast predicted bound poised feared scheduled about could may
might will would shall not no n't refuses refused refuse refusing intends intend plans plan planned planning vow
vowed vows pledged pledge pledges pledging promised promise promises hope hopes hoped hoping wants want wanted
prepares prepared preparing ready agreed willing unwilling afraid reluctant threaten threatens threatened trying
waiting wish wishes wished determined offered expects expect fear fears anticipate anticipates predict predicts
warn warns warned risk risks risking possible inevitable imminent intention don't doesn't didn't
""")
MOVEMENT = re.compile(
    r"\b(?:returns?|arrivals|departures?|exodus|influx|displacement|recruitment|migration|emigration|defections|desertions"
    r"|deportations|expulsions|outflow|inflow|crossings)\b",
    re.IGNORECASE,
)  # nouns that are movements of people by themselves
FLOW_WORDS = frozenset(
    form
    for word in (*_FLOW[3:-1].split("|"), "trend", "stream", "wave", "flow")
    for form in ({word[:-2], word[:-1]} if word.endswith("s?") else {word})
)
FLOW_NOUN = re.compile(rf"\b(?:{_FLOW[3:-1]}|trend|stream|wave|flow)\b", re.IGNORECASE)

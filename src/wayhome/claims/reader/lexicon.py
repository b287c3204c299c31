"""Word lists of English news language that the rules of the reader look up. No names of persons, places or groups."""

from __future__ import annotations

from functools import lru_cache

from wayhome.claims.reader.tokens import MAY


@lru_cache(maxsize=512)
def word_set(text: str) -> frozenset[str]:
    """The words of a text parted by blanks."""
    return frozenset(text.split())


# ---- people ---------------------------------------------------------------------------------------------------------

PEOPLE = word_set("""
people persons individuals humans men women children boys girls babies infants newborns toddlers minors adults
teenagers teens youths youngsters adolescents elderly parents mothers fathers wives husbands widows widowers
spouses orphans sons daughters brothers sisters siblings relatives dependants dependents families households
couples refugees asylum-seekers seekers migrants immigrants emigrants evacuees returnees repatriates deportees
idps expatriates displaced arrivals departures stragglers escapees exiles fugitives stowaways castaways nomads
pilgrims travellers travelers citizens nationals residents inhabitants villagers locals townspeople islanders
householders civilians noncombatants foreigners compatriots countrymen refuseniks colleagues settlers
herders pastoralists fighters militants soldiers troops rebels insurgents jihadists extremists terrorists gunmen
guerrillas guerillas combatants recruits conscripts draftees reservists volunteers mercenaries militiamen
paramilitaries servicemen servicewomen infantrymen marines sailors airmen paratroopers commandos peacekeepers
observers monitors guards police policemen policewomen officers gendarmes rangers deserters defectors veterans
infiltrators loyalists separatists supporters sympathisers sympathizers followers members commanders leaders
operatives suicide-bombers bombers snipers aliens prisoners detainees inmates captives hostages convicts suspects
abductees internees arrestees dead deaths fatalities casualties killed wounded injured injuries
missing victims survivors martyrs patients cases workers labourers laborers employees staff personnel staffers
strikers miners teachers doctors nurses medics paramedics engineers drivers farmers fishermen seafarers
crew crewmen passengers commuters tourists visitors students pupils schoolchildren schoolgirls schoolboys
graduates apprentices trainees protesters protestors demonstrators rioters marchers activists
journalists reporters lawyers aid-workers christians muslims jews sunnis shias shiites hindus yezidis
catholics homeless unemployed disabled orphaned poor voters applicants beneficiaries claimants
bodies corpses souls lives mouths kidnappers smugglers traffickers arrests detentions abductions
kidnappings firefighters rescuers crewmembers squatters tenants lads guys blokes chaps kids folks boatpeople
newcomers homecomers participants attendees worshippers shoppers guests bystanders onlookers motorists cyclists pedestrians
athletes customers subscribers users
""")
# what happens to people, counted as they are: "300 deportations"
COUNTED_EVENTS = word_set("""
returns deportations expulsions repatriations defections desertions evacuations displacements drownings killings
executions removals extraditions departures names
""")
PEOPLE_SINGULAR = word_set("""
person man woman child boy girl baby infant minor adult teenager refugee migrant evacuee returnee citizen
national resident villager civilian foreigner fighter militant soldier rebel insurgent jihadist gunman recruit
volunteer guard policeman officer prisoner detainee inmate hostage victim survivor worker employee miner teacher
doctor nurse student pupil protester demonstrator passenger tourist family household death fatality body
asylum-seeker member life soul
""")
# plural in form or meaning, yet they also stand before another noun ("police stations", "staff houses")
ALSO_BEFORE_NOUNS = word_set(
    "police women men children troops staff personnel people crew youth dead missing displaced"
)
SPEAKERS_NOT_COUNTED = word_set("""
officials experts analysts sources witnesses eyewitnesses spokesmen spokespeople spokeswomen spokespersons
diplomats ministers lawmakers senators deputies mps observers commentators researchers scholars authors critics
correspondents prosecutors judges parties governments countries states nations agencies organisations
organizations groups ministries authorities companies partners
""")
# endings of people, yet things; "bombers" and "monitors" are people more often in this subject
NOT_PEOPLE = word_set("""
numbers quarters shelters containers computers centers orders papers letters dollars meters metres kilometers
kilometres litres liters years hours others newspapers centres corners borders rivers trailers helicopters
bulldozers tankers cruisers motors sectors factors doors floors errors corridors committees trees fees degrees
lists twists tastes waists chapters servers printers posters covers layers towers tractors reactors mirrors
colours colors favours neighbours offers answers powers matters wonders dangers disorders disasters carriers
launchers destroyers freighters ferries liners trawlers lighters routers scooters fires tires wires
acres estimates climates primates stalemates theatres theaters summers winters pointers markers barriers craters
counters parameters indicators generators detectors transformers elevators projectors tensors vectors
careers howitzers transporters boosters mortars choppers jets cars lorries trucks buses registers
encounters tenders member-states manuscripts hotspots offices services sources
""")
PERSON_ENDINGS = ("ers", "ors", "ists", "ees", "ians", "men", "people", "children", "folk", "ants", "mates")
NOT_PERSON_ENDINGS = ("ments", "nents", "meters", "metres", "ulars", "ictors")
NOT_PERSON_ANTS = word_set("""
plants grants elephants restaurants warrants variants constants covenants determinants pollutants remnants implants pants
""")
DEMONYMS = word_set("""
afghans albanians algerians americans angolans argentines armenians australians austrians azerbaijanis azeris
bahrainis bangladeshis belarusians belgians bolivians bosnians brazilians britons bulgarians burmese burundians
cambodians cameroonians canadians chadians chechens chileans chinese colombians congolese croats cubans cypriots
czechs danes dominicans dutch ecuadorians egyptians emiratis eritreans estonians ethiopians europeans filipinos
finns french georgians germans ghanaians greeks guatemalans guineans haitians hondurans hungarians indians
indonesians iranians iraqis irish israelis italians ivorians jamaicans japanese jordanians kazakhs kazakhstanis
kenyans koreans kosovars kurds kuwaitis kyrgyz laotians latvians lebanese liberians libyans lithuanians
macedonians malagasy malaysians malians mauritanians mexicans moldovans mongolians montenegrins moroccans
mozambicans namibians nepalese nepalis nicaraguans nigerians nigeriens norwegians omanis pakistanis palestinians
panamanians paraguayans peruvians poles portuguese qataris romanians rohingya rohingyas roma russians rwandans
salvadorans saudis senegalese serbs singaporeans slovaks slovenes somalis spaniards sudanese surinamese swedes
swiss syrians taiwanese tajiks tanzanians thais tibetans tunisians turks turkmens turkmen ugandans uighurs
uyghurs ukrainians uruguayans uzbeks venezuelans vietnamese welsh yemenis zambians zimbabweans arabs africans
asians westerners balts dagestanis ingush tatars yazidis druze copts tutsis hutus tuaregs berbers easterners
northerners southerners
""")

# ---- what becomes of people -----------------------------------------------------------------------------------------

EVENTS: dict[str, frozenset[str]] = {
    "returned": word_set("""
return returned returning returns repatriated repatriate repatriating repatriation repatriations come came coming
homecoming resettle-home readmitted brought bringing bring flown fly flew returnee returnees
"""),
    "died": word_set("""
killed kill kills killing die died dies dying dead death deaths perished perish drowned drown slain murdered
executed massacred fatalities toll martyred lost bodies starved beheaded
"""),
    "held": word_set("""
detained detain detaining held hold holding arrested arrest arresting jailed imprisoned captured capture
capturing captive custody interned prison prisons jail jails seized rounded abducted kidnapped hostage
incarcerated behind detention imprisoning jailing surrendered arrests
"""),
    "displaced": word_set("""
displaced displace displacing displacement uprooted uproot uprooting homeless homelessness
"""),
    "left": word_set("""
left leave leaving leaves fled flee fleeing flees escaped escape escaping departed depart departing departures
quit deserted defected abandon abandoned abandoning evacuated evacuate evacuating evacuation emigrated emigrate
emigrating exodus outflow run gone withdrew withdrawn withdraw going moved move moving travelled traveled travel
travelling traveling went go goes migrate migrated migrating flushed driven outflows sailed
"""),
    "expelled": word_set("""
expelled expel expelling expulsion expulsions deported deport deporting deportation deportations removed evicted
evict evicting eviction evictions ousted extradited
"""),
    "arrived": word_set("""
arrived arrive arriving arrives arrivals arrival entered enter entering reached reach reaching crossed cross
crossing crossings influx landed land landing admitted admit admitting accepted accept resettled resettle
resettling settled settle settling sought seek seeking taken take taking took streamed pour poured pouring flock
flocked sheltered sheltering shelter hosted hosting host hosts relocated relocate relocating rescued rescue
rescuing intercepted streaming flown stranded trapped inflow inflows
"""),
    "joined": word_set("""
joined join joining joins rejoin rejoined rejoining recruited recruit recruiting enlisted enlist enlisting fight
fought fighting mobilised mobilized drafted deployed deploy conscripted defect signed radicalised radicalized
persuade
"""),
    "hurt": word_set("""
wounded injured wound injure wounding injuring hurt hospitalised hospitalized maimed treated burned infected
sickened ill injuries casualties
"""),
    "missing": word_set("missing disappeared vanished unaccounted"),
    "freed": word_set("freed released release releasing freeing pardoned amnestied"),
    "live": word_set("""
live living remain remains remained remaining stay stays stayed staying reside based work works working worked
number numbered numbering total totalled totaled registered sheltered stationed camped serving serve served
fighting operating
"""),
    "judged": word_set("""
convicted convict sentenced prosecuted charged tried indicted acquitted identified listed banned fined
questioned interrogated accused investigated
"""),
    "helped": word_set("""
assisted helped aided fed vaccinated enrolled trained employed supported reached attended registered
received receive receiving need needs needing protested demonstrated striking strike walked marched rallied
dismissed sacked fired hired attend attending
"""),
}  # fmt: skip
EVENT_OF = {word: event for event in reversed(EVENTS) for word in EVENTS[event]}
MOVES = frozenset().union(
    *(EVENTS[name] for name in ("returned", "left", "expelled", "arrived", "joined", "displaced"))
) - word_set(
    "run take taking taken took land reached reach lost seek brought behind move admit accept host hosts shelter"
)
FATES = frozenset().union(*(EVENTS[name] for name in ("died", "held", "hurt", "missing", "freed"))) - word_set(
    "lost hold behind seized ill treated burned toll holding"
)
# participles that make the number before them a number of people: "15 killed", "30 were evacuated"
FATE_PARTICIPLES = word_set("""
killed injured wounded dead missing displaced detained arrested captured evacuated repatriated deported expelled
hurt hospitalised hospitalized rescued freed released executed drowned jailed imprisoned stranded trapped
homeless returned abducted kidnapped convicted sentenced resettled died fled perished surrendered disappeared
recruited relocated slain murdered unaccounted infected vaccinated dismissed conscripted mobilised
mobilized uprooted interned
""")
# verbs whose object without a noun is people: "killing 15", "rescued at least 40"
FATE_VERBS = word_set("""
killed killing kill kills injured injuring injures wounded wounding wounds displaced displacing detained
detaining arrested arresting evacuated evacuating repatriated repatriating deported deporting expelled expelling
rescued rescuing executed executing freed freeing captured capturing jailed jailing abducted abducting kidnapped
kidnapping hospitalised murdered murdering martyred drive drove driving uproot uprooting buried burying bury
slaughtered butchered
""")
TOLLS = word_set(
    "losses toll tally total number figure figures estimate estimates count numbers population strength ranks"
)

# ---- saying -------------------------------------------------------------------------------------------------------------

# verbs of counting: their subject speaks where it is a body or an office, and people or a number follow
COUNTING = word_set("""
recorded records record recording registered registers logged logs verified verifies identified identifies
credit credits credited arrived arrives enumerated
""")
SAY = COUNTING | word_set("""
said says say saying told tells tell telling added adds add adding stated states stating claimed claims claim
claiming announced announces announcing confirmed confirms confirm confirming estimated estimates estimate
estimating warned warns warn warning noted notes noting explained explains explaining argued argues argue
arguing believes believe believed acknowledged acknowledges acknowledging admitted admits admitting conceded
concedes insisted insists stressed stresses stressing wrote writes write writing revealed reveals disclosed
declared declares recalled recalls recounted predicted predicts predict suggested suggests suggest suggesting
indicated indicates indicate indicating reported reports report reporting testified testifies commented comments
replied replies continued remarked concluded concludes alleged alleges allege asserted asserts maintains
maintained emphasised emphasized emphasises emphasizes highlighted tweeted posted complained denied denies
pointed points point describes described assessed reckons reckoned calculates calculated puts put shows show
showed showing found finds counted documented cautioned cautions observes observed laments lamented written
proposed proposes offered offers threatened threatens speaking talking boasted boasts thinks think thought hopes
hoped promises promised vowed vows pledged suspects suspected contends contended guesses guessed complains jokes
sighs swears swore muses remembers remembered feels felt hears heard
learned understands accuses accused repeated repeats disagreed countered retorted objected quipped joked
answered responded reiterated reaffirmed clarified expects forecast forecasts projected project projects fears
fear expect spoken spoke speaks speak lists listed quotes quoted tallied reckon fumed raged blasted
stormed admit concede insist stress reveal declare recall
reply conclude assert maintain emphasise emphasize complain deny assess calculate caution lament contend boast
note talks talk talked
""")
# these are as often nouns or other verbs: they need a subject that speaks or counts, and a clause or number behind
WEAK_SAY = (
    word_set("""
written proposed proposes offered offers threatened threatens speaking talking states claims claim estimates
estimate notes reports report comments points point continued put puts shows show showed showing found finds
counted documented posted listed lists believed estimated reported forecast forecasts projected project projects
expects expect fears fear described describes concluded concludes maintained maintains observed highlighted
spoken spoke speaks speak suggested suggest suggests indicated indicate indicates admitted confirmed noted
quotes quoted wrote calculated tallied think thought hopes hoped promises promised vowed vows pledged suspects
suspected remembers remembered feels felt hears heard learned understands accuses accused repeated repeats
guessed guesses recalled denied warning writing declared tell claimed indicating reporting predicted admit
concede insist stress reveal declare recall reply conclude assert maintain emphasise emphasize complain deny
assess calculate caution lament contend boast note talks talk talked
""")
    | COUNTING
)
DATA = word_set("""
data figures estimates statistics estimate report reports study survey count counts census records tally list
analysis documents document numbers bulletin assessment statement poll research papers registers register
""")
ROLES = word_set("""
activist imam analyst expert official minister spokesman spokeswoman spokesperson ambassador president premier
commander general colonel governor mayor chief head director coordinator chairman chairwoman chair secretary
envoy representative officer researcher scholar professor lawyer journalist leader cleric priest bishop doctor
nurse teacher economist diplomat deputy prosecutor judge commissioner manager author adviser advisor
sociologist historian psychologist demographer geographer criminologist anthropologist statistician negotiator
hydrologist epidemiologist correspondent reporter lawmaker senator parliamentarian mp politician
campaigner worker resident villager farmer fighter defector veteran soldier captain major lieutenant sergeant
admiral rector student pupil headteacher principal medic surgeon engineer specialist scientist monitor observer
organiser organizer volunteer refugee migrant colleague relative neighbour neighbor secretary-general passer-by
woman man mother father interlocutor source witness king queen vice-president superintendent
inspector sheriff
""")
ROLE_GROUPS = word_set("""
officials experts analysts sources witnesses commanders activists residents authorities researchers lawyers
diplomats spokesmen ministers police villagers doctors medics aid workers lawmakers scholars observers leaders
groups agencies partners economists organisers organizers unions channels organisations organizations monitors
investigators prosecutors media newspapers reports teachers relatives survivors refugees locals
rebels insurgents military government ministry
""")
ORG_WORDS = word_set("""
ministry agency council committee commission government organisation organization office department union
association consortium alliance league congress senate cabinet presidency tribunal registry trust initiative corps
university institute tank centre center bureau service army police court parliament observatory group
party federation network foundation consultancy institution college faculty mechanism cluster fund bank board
administration company club society secretariat mission authority authorities military embassy guard forces
command coalition movement front state states nations red cross crescent watch international news radio
television tv times post daily herald tribune telegraph guardian broadcaster newspaper media press magazine
programme program project charity ngo unit task force directorate hospital school church brigade division
headquarters operations operation republic kingdom rights democratic people's people committee's
city region province district county island camp road street river mountains sea lake desert airport base border
""")
OUTLETS = word_set("""
reuters afp ap bbc cnn interfax tass itar-tass ria xinhua dpa efe ansa npr nbc abc cbs upi aljazeera
""")
OUTLET_WORDS = word_set("""
newspaper daily weekly magazine broadcaster television tv radio news agency channel website paper times post
herald tribune press media gazette outlet wire station newsroom
""")
TITLES = word_set("""
mr mrs ms dr prof gen col lt sgt capt maj sir lady lord sheikh president minister general colonel major captain
lieutenant sergeant senator governor mayor ambassador professor king queen prince princess pope bishop father
judge commander admiral secretary chancellor premier imam mullah ayatollah rev reverend sen rep gov chairman
spokesman spokeswoman spokesperson analyst expert researcher chief director commissioner inspector envoy interim
acting deputy prime foreign interior defence defense sheriff constable detective marshal pm
""")
PARTICLES = word_set("al bin ibn von van de du la le el der den bint abu da dos")  # within a person's name
PRONOUNS_ONE = word_set("he she")
PRONOUNS_MANY = word_set("they we")

# ---- grammar ------------------------------------------------------------------------------------------------------------

PREPOSITIONS = word_set("""
of in on at by for with from to into onto over under after before during since until till through throughout
across between among amongst against without within about around near behind beyond via per despite towards
toward upon inside outside alongside along amid including excluding except as like than because
""")
DETERMINERS = word_set(
    "the a an this that these those its their our his her my your another each every any both some no"
)
CONJUNCTIONS = word_set(
    "and or but nor yet while whereas although though if unless when where which who whom whose that because"
)
SUBORDINATORS = word_set("""
that but while whereas although though if unless when where which who whom whose because since as after before
until so
""")
AUXILIARIES = word_set("""
is are was were be been being has have had having do does did will would can could may might must shall should
's isn't aren't wasn't weren't hasn't haven't hadn't don't doesn't didn't won't wouldn't can't couldn't
""")
PRONOUNS = word_set(
    "he she it they we i you him her them us me who whom which there himself herself themselves itself one"
)
ADVERBS = word_set("""
rather altogether alone overall respectively apiece daily weekly monthly nationwide worldwide
also later earlier now then still already only just even again further previously recently today yesterday
tomorrow however meanwhile repeatedly publicly officially more never always often once thus therefore instead
moreover
""")
OTHER_VERBS = word_set("""
said made make makes gave give gives given used use uses called calls call became become becomes began begin
begins started start starts included include includes including carried carry carrying launched opened closed
seen see sees set sets got get gets kept keep keeps felt feel feels led lead leads won wins lived lives met meet
meets ran runs paid pays sent send sends built build spent spend stood stand stands heard hear lost lose loses
fell fall falls rose rise rises grew grow grows increased decreased dropped declined reached took takes brought
brings came comes wants want wanted tried tries try caused cause causes forced forces force followed follow
occupied controlled participated part received need needs needed aged hailed backed armed believed thought
known linked suspected accused left face faced faces suffered suffer waited waiting wait queued sleeping slept
crowded packed lack lacked lacks died shot
""")
MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", f"may {MAY}", "june jun", "july jul", "august aug",
         "september sept sep", "october oct", "november nov", "december dec"), 1,
    )
    for name in names.split()
}  # fmt: skip
DAYS = word_set("monday tuesday wednesday thursday friday saturday sunday")
TIME_WORDS = word_set("""
year years month months week weeks day days hour hours minute minutes decade decades century night morning
afternoon evening today yesterday tomorrow weekend spring summer autumn winter earlier late early mid last next
ago recent past
""") | DAYS | frozenset(MONTHS)  # fmt: skip
UNITS = word_set("""
percent per cent dollars euros pounds rubles roubles tenge lira yen yuan rupees dinars francs km kilometres
kilometers miles metres meters feet acres hectares tons tonnes kg litres liters barrels degrees points times
years months weeks days hours minutes seconds year month week day hour minute gmt am pm a.m p.m
""")

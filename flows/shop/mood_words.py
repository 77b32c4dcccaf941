"""Stems by which a mood is told, cut by hand: without it the rules of mood.py would have nothing to look for.

A stem stands at the beginning of a word; a dot at its end means the whole word, where a longer one is innocent (hell and hello,
suds and sudrabs); an underscore joins the words of a phrase. Accents count for nothing. INSULTS are words *at* somebody and
obscenities; ANGER is what upset customers say of us, the goods or the wait. Names of goods (a toy pig, fertiliser, a blunt
knife) and plain requests to complain are in neither.
"""

from collections.abc import Mapping

from nlu.model import Language

INSULTS: Mapping[Language, str] = {
    "lv": """
        idiot debil kretin imbecil durak mulkib mulki. mulkis. lops. lopi. lopu mauka kuce. kuces. kuna. sudabra suds. sudi.
        sudu. sudig mesls. mesli. meslu. pidar pider pedik huj nahuj nahui pohuj naxuj bljad blja. bla. blats pizd ebal jobt
        jobn atpis dirsa dirsu dirst pakal ej_elle ejiet_elle ej_diet ejiet_diet ejiet_dirst ej_dirst vacies. vacieties.
        aizveries aizverieties izdzimten degenerat merkak glupi neliet neliesi necilvek riebek riebekli kroplis. kropli.
        tizlen tizli. lohi. lohs. gandon cmo smerdel smirdel vemjami vemt_no_jums nolade sasodit tupie. tupais. tups. stulb
        pajol. nejegas. jus_cukas cukas_tadas ezeli_tadi idiņ blet. blak. blakt
    """,
    "uk": """
        ідіот дебіл кретин імбецил придур дурень. дурні. дура. бовдур недоум довбойоб довбой долбой дегенерат виродк падл
        паскуд сволот сволоч мудак мудил козел. козли. козлы. тварь. тварі. гнид мраз лайно. гівн говн хуй хує хуї нахуй
        нахрен похуй пизд бляд бля. блять ебан їбан йобан ебал єбан єбал заєб заїб сука. суки. сучар курв підар підор пидор
        гандон ссан дупа. жоп засран засранц скотин ублюд покидьк тупорил безмізк безмозк іди_в ідіть_в пішов_ти пішли_ви
        йди_на йдіть_на заткни заткніть закрий_рот здохн щоб_ви_здохли лохи. лохотронщ холуй чмо. хам. хами. бидл жлоб
        потвор хробак гімно ви_тупі тупі_ви ти_тупий тупиця тупак сучий паразити. тварюк тупий_бот тупий_робот
    """,
    "ru": """
        идиот дебил кретин имбецил придур дурак дура. дуры. тупица тупиц тупорыл недоум долбоеб долбоёб долбой дегенерат
        выродк падл паскуд сволоч мудак мудил мудозвон козел. козлы. козёл. тварь. твари. гнид мраз дерьм гавн говн хуй хуе
        хуё хуи нахуй нахер похуй похер пизд бляд бля. блять ебан ёбан ебал ебу. заеб ебуч ебл сука. суки. сучар курв пидор
        пидар гандон ссан жоп засран засранц скотин ублюд отморозк быдл чмо. чмошник хам. хамло лох. лохи. безмозгл урод
        иди_в идите_в_ж идите_на иди_на пошел_ты пошёл_ты пошли_вы заткни закрой_рот сдохн чтоб_вы_сдохли катись катитесь
        мерзав негодяй подонк вы_тупые ты_тупой педик. свиньи. уебок уёб тупой_бот тупой_робот тупая_программа
    """,
    "pl": """
        idiot debil kretyn imbecyl przyglup glupek glupki glupcz glupol tepak tepaki matol cymbal pajac blazen. blazny dupki
        dupa. dupy. dupie. dupsk kurw kurew kurwa chuj huj. huje. chujow chujn pierdol pierdziel wpierdol spierdal spieprz
        wypierdal wypieprz zapierdal jeba jebi. jebn zajeb pojeb wyjeb odjeb skurw skurwys sukinsyn szmat dziwk ciota cioty
        cipa. cipy. cipo. gnida gnidy bydl swini. smiec. smiecie. scierw gowno gowna gowniarz gownian zasran zasraniec debilizm
        idz_do_diabla idzcie_do_diabla zamknij_sie zamknijcie_sie zdechn zdychaj wal_sie walcie_sie odpierdol cham. chamy
        chamst prostak kanalia lajdak lajza menda frajer. frajerzy degenerat nieudacznik oszolom suko. swinie. gnoju. gnojki
        pieprzon pojebany dupek dupk palan pieprzen
    """,
    "en": """
        idiot idiots moron imbecil cretin dumbass stupid_bot stupid_people stupid_idiot you_stupid stupid_fuck fuck fuk. fck
        fucking motherf asshole arsehole ass. arse. bastard bitch. bitches bitchy cunt dick. dickhead prick. twat wanker
        wank tosser bollock bullshit shit. shits shitty shitheads piece_of_shit scum. scumbag filth. you_pig slut whore
        piss_off pissoff go_to_hell burn_in_hell rot_in_hell drop_dead shut_up shut_your screw_you eat_shit suck_my you_suck
        kill_yourself jackass douche dipshit nitwit halfwit dimwit brainless braindead knobhead numpty plonker subhuman
        degenerate loser. losers. imbecile garbage_people worthless retard. retards. retarded dumbasses you_clowns you_pigs
        you_muppets pricks filthy_liars bellend
    """,
}
ANGER: Mapping[Language, str] = {
    "lv": """
        sausmig sausmas sasutum nikn dusmig dusmas bezkaunib bezkaunig nekauni nekaunib krapniek krapsan krapj apkrap blezi
        blezas riebjas riebig riebum nepienemam neciesam nozelojam briesmig trakums vajprats absurd apnicis apnika apnikus
        cik_var cik_ilgi nekad_vairs sudzesos patero viltus melo. melojat melus solijat neviens_neatbild neatbildat
        ignorejat iznirg nirgajat nirgas nekas_nestrada nolaidib haltur slikt vilusies vilies vilsan nozag zagli necien
        nevizib nelauj slinkos pazemo kliedz noziedzig blamaz kauns. kaunietie tiesa_par uz_tiesu bledis bledizi krapnic
        sik_maksat ptac.
    """,
    "uk": """
        ганьб жах. жахлив обурен обурлив обурює злий. зла. злюсь лют розлюч нахабн нахабств шахрай шахраї шахрайств обман
        обдурил обдурюєт брехн брехун брешет бреха жахіт знущан знущаєт безлад безглузд відстій огидн гидот неприпустим
        неподобств суд. скільки_можна набридл задовбал ніколи_більше востаннє ніхто_не_відповід ігнору нечесн злод крадії
        вкрал розчарован жалюгідн непрофес халтур хамств хамськ безвідповідальн терпець терпіти лохотрон кидал кинули
        відвратн дурня. маразм цирк. нерви нервів поліці обурливо сором соромно до_суду подам_в_суд задовбали обдурили
        жахливо
    """,
    "ru": """
        позор ужас. ужасн возмут возмущ злой. злая. злюсь бешен бесит бесите наглост нагл наглеж мошен обман обманыва
        обманул надул врете врёте вранье враньё лжете лжёте издева издеват безобраз бардак отстой отврат мерзк недопустим
        пожалуюсь суд. в_суд сколько_можно надоел задолбал никогда_больше никто_не_отвеч игнорир нечестн воры. украл
        разочаров жалкий. жалкое непрофес халтур хамств хамск безответств терпени терпет лохотрон кидал кинули маразм цирк.
        нервы. нервов полици роспотреб потребнадзор хреново паршив кошмар невыносим стыд стыдно подам_в_суд наглые ужасно
        достали_уже бессовестн
    """,
    "pl": """
        skandal wstyd wstydz zenad zenua zenujac oburz oburzaj wsciek wkurz wnerw zdenerw zlosc zla_jestem zly_jestem
        bezczel oszust oszuk oszukuj klamst klamie klamc klamczuch kpina kpiny kpicie zart_jakis tragedia tragicz masakra
        dramat dramatycz okropn koszmar fatal beznadz zalosn zalosc niedopuszcz pozew pozwe uokik rzecznik ile_mozna
        dosc_tego mam_dosc nigdy_wiecej nikt_nie_odpow ignoruj olewac olewacie zlodziej kradzie ukradl zawiedz rozczarow
        nieprofes partacz fuszer buble bubel cyrk. nerwy. nerwow policj paranoja absurd kompromit chamstwo syf. szlag wstyd.
        do_sadu pojde_do_sadu kompromitacj zenada. karygodn
    """,
    "en": """
        disgrace disgust outrag furious angry. anger. livid fuming appall unacceptable ridiculous a_joke shame. shameful
        ashamed scam. scammer scammed fraud thief thieves stolen. robbed liar liars lying. lied. cheat cheated cheating
        terrible horrible awful worst. incompetent useless hopeless pathetic fed_up sick_of sick_and_tired enough_is_enough
        had_enough never_again nobody_answers no_one_answers ignored ignoring lawyer sue. suing court. police ombudsman
        trading_standards refuse_to_help waste_of_time waste_of_money wasted nightmare insult. insulting rude. mocking
        disappoint frustrat crap. damn. bloody. wtf. hell. how_dare joke. a_disgrace shambles rip_off ripoff
    """,
}

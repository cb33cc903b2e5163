/* text/language_table.h - what languages look like, for language.c, which alone includes this.
 *
 * A language that is added here needs a row of its own: whatever two of the same script share tells nothing,
 * and counts less the more have it. */
#ifndef TEXT_LANGUAGE_TABLE_H
#define TEXT_LANGUAGE_TABLE_H

#include "text/text.h"

enum script {
    OTHER,
    LATIN,
    GREEK,
    CYRILLIC,
    ARMENIAN,
    HEBREW,
    ARABIC,
    DEVANAGARI,
    TAMIL,
    THAI,
    KANA,
    HAN,
    HANGUL,
    SCRIPTS
};

static const struct traits {
    char code[LANGUAGE_CODE_BYTES];
    enum script script;
    const char *letters; /* beyond the alphabet that all of the script share */
    const char *absent;  /* letters of that alphabet which only foreign words have */
    /* "-ung" at the end of a longer word, "ge-" at its beginning, "-sch-" anywhere, "l'" before it. */
    const char *affixes;
    /* How words begin that people ask bots with: opening hours, prices, bookings. Plain, in the
     * order of bytes, and none with more than three letters begins another.
     * One of up to three letters is a whole word. */
    const char *roots;
} traits[] = {
    {"en", LATIN, "", "",
     "-ing -ings -tion -tions -ness -ment -ments -ed -ly -ght -th -ck -ay -ey -ry -ty -ble -ship -ful -ow "
     "-ll -sh -ch -ee- -oo- -ea- -ou- -igh- -wh- -th- -ould- wh- kn- -ss -ce -ge -rs -ts -ies -eer -ous "
     "-ive -ical -ware -ure -er",
     "account address allow answer apply appointment available balance begin best better between bill "
     "book borrow breakfast bring broken buy cancel car card chang charge child claim clean clos compan "
     "comput contact cost course date day deliver develop device difference discount doctor document dog "
     "download each early engineer event exam find flat flight forgot free good guest help hours house "
     "include install insurance into invoice key kind lamp language late learn leave librar loan long "
     "lost machine manag many maximum meet member message minimum monday money month much name near need "
     "network offer office often open order park passport password pay people per permit person pet phone "
     "place plan policy price program provide question receiv refund register renew rent require reserv "
     "return room rule salar saturday school seat secur sell send ship should sick speak start stop "
     "street student sunday support swim talk tax ticket time today tomorrow train transfer travel type "
     "update used user website week window work year yesterday"},
    {"de", LATIN, "äöü", "",
     "-ung -ungen -heit -keit -lich -liche -ieren -iert -chen -isch -schaft -en -er -ich -icht -cht -ach "
     "-tz ge- ver- ein- aus- auf- an- ab- be- zu- sch- -sch- -tz- -ei- -ie- -eu- -zeit -ck- -pf- -st -rt "
     "-zug",
     "adresse andern anderung anmeld anschrift antwort arbeit arzt ausleih ausweis auto beginn bekomm "
     "bestell bewerb bezahl bibliothek brauch bring buch buro erhalt erlaubt erstatt fahr fenster find "
     "frage fruh geld genehmig geoffnet gestern gilt halt haus heute hilf hund jahr kaputt karte "
     "kassenbon kauf kind kontakt konto kost krankheit kundig kurs lang liefer miet mitnehm monat montag "
     "morgen mull nah name offn park passwort preis prufung rechnung regel registrier reserv samstag "
     "schick schlie schlussel schule schwimm send sonntag spat sprach steuer storn strasse stud tag "
     "telefon termin ticket tier tonne uhr unterlagen unterschied vergess verlanger verlor versicher "
     "woche wohn zahl zeit zimmer zug zuruck"},
    {"nl", LATIN, "ëéï", "",
     "-heid -lijk -lijke -ing -ingen -tje -tjes -en -isch -eren -oor -aat -age -aar ge- ver- be- op- -ij- "
     "-aa- -oo- -ee- -uu- -oe- -ui- -ieu- -sch- -dt -cht -cht- -ou- -eu-",
     "aanmeld account adres afspraak afspraken afval annul antwoord auto begint belasting bestel betal "
     "bezoek bezorg bibliotheek boek contact cursus dag datum dichtbij dieren documenten dokter examen "
     "factuur geld geopend gisteren gratis halte hond huis hulp huur inschrij jaar kaart kamer kantoor "
     "kapot kind kopen kost kwijt laat lang lenen lever maand meenem morgen naam nodig ontbijt ontvang "
     "open park paspoort prijs raam ramen regel rekening reserv retour rijden scherm school sleutel sluit "
     "straat student stur taal telefoon terug ticket tijd toegestaan trein vandaag verander vergeten "
     "verleng verloren verschil verzeker vinden vraag vroeg wachtwoord week werk wijzig woning zaterdag "
     "ziek zondag zwem"},
    {"sv", LATIN, "åäö", "w",
     "-ningen -ning -ningar -het -tion -tionen -ar -or -er -en -et -na -erna -arna -iga -igt -sk -skt "
     "-ck- -kt -ats -ra -at för- av- till- -sj- -skj- -lj- -mj-",
     "adress andra andring anmal ansok anvand ar arbet arskort aterbetal avbok avfall bada barn behov "
     "besok bestall betal betyder bibliotek bil biljett boende bok borjar bostad bruk buss bygg byt dag "
     "datum djur dorr faktura fel flytt fonster foraldra forbruk forlang forny forsakr forskola forsta "
     "fortfarande fraga frukost fungera gata gava ger glomt gratis halla hallplats handling hela hitta "
     "hjalp hund hus husdjur hyr hyra idag igar imorgon inkomst invanare jobb kommun kontakt konto kop "
     "korkort kost kurs kvitto lagenhet lakare lan lana lang lever ligger lordag losenord manad mandag "
     "medlem mote museet namn narmast nyckel oppet oppn parker pass pengar pension plats presentkort pris "
     "prov rakning registr retur roka rum saknas saljer samtal semester sent simma sista sjuk skarm skatt "
     "skick skillnad skola skriv skuld sok sommar sondag sopor sprak stada stang strom student studier "
     "svar ta tag tappat tar telefon tenta tid tidig tillat tjugo trana uppsag utstallning vag vardag "
     "varme vatten vecka vinter vit"},
    {"da", LATIN, "æøå", "w",
     "-hed -ing -ningen -ning -ninger -erne -ene -else -elser -er -en -et -de -ede -te -tion -ig -igt "
     "-gen -ige -dt -dt- -øj- -ej- -øg- -æd- -bage -bruge -age- -nd -nd- -ld- -af- -ud- af- ud- -sk -mt "
     "-iet -gne -skab op- ind- mod- -ighed -abe -ibe -øbe -abe- -øbe- -ade -ide -yde -ude -uge -yge -øge "
     "-æge -vn -gt -eje -eje- -øje -aj-",
     "aben abn abne abningstid adgang adresse afbestil affald aflys aftale andr ankomst ansøg ar arbejd "
     "arskort barn barsel begynd besked bestil besøg betal betyder bibliotek bil billet bolig book bopæl "
     "borger brug bus bygge børn dag dato dokument dyr dør eksam faktura fejl ferie find flyt forbrug "
     "forlæng forny forsendelse forsikr forskel første gade gar gave giver glemt godt gratis gæld gæst "
     "hele hjælp holde hund hus husk hverdag hvid idag indkomst kommun kontakt konto kost kursus "
     "kviterring kvittering kæledyr køb kørekort lan laner lang lej leje lejligh lever ligger luk lukket "
     "læge lægge lørdag mandag maned mangl medlem mistet modtag morgen møde navn nogle nærmest nøgle "
     "ombyt opsig papir parker pas penge pension pris rabat registrer regning rengør retur ryg samtale "
     "sen send sent sidste sig siger skat skift skole skrald skærm sommer spand sprog spørgsmal stadig "
     "sted stoppe strøm studer svar svøm syg sygdom sygehus sælg søg søndag tag tager telefon tid tidlig "
     "tilbagebetal tillad tilmeld tog træning tyve udlan udleje udstil udvalg uge underviser vand varme "
     "vej vindue vinter virk værelse ændr"},
    {"no", LATIN, "æøå", "w",
     "-het -ing -ningen -ning -ninger -ene -else -er -en -et -te -sjon -sjonen -ig -lig -øy- -ei- -kk- "
     "-kk -tt -tt- -ll -pp -nn -ike -øk- -åk- av- ut- -dd- -sk -sj- -skap -ket -set -let -ret opp- inn- "
     "mot- -ighet -ape -øpe -øpe- -ate -ite -yte -ute -uke -yke -eke -mm -gg -gge -nne -lle -inn -eie "
     "-leie- -sjon-",
     "adresse apen apn apne apningstid ar arbeid arskort avbestill avfall avlys avtale barn begynn "
     "beskjed bestem bestill besøk betal betyr bibliotek bil billett bolig book bosted bruke buss bygg "
     "bytt dag dato dokument drar dunk dyr dør eksamen endr faktura feil ferie finn flytt forbruk "
     "foreldre forleng forny forsikr forskjell fortsatt frokost førerkort første gar gate gavekort gi gir "
     "gjeld gjest glemt gratis hele hjelp holde hund hus hverdag hvit idag innbygger innlogg inntekt jobb "
     "kjæledyr kjøp kommun kontakt konto kost kurs kvitt lan lang lege legg leie leilighet lever ligger "
     "lukk lørdag mandag maned mangl medlem meld mistet morgen motta møte navn nettside nærmest nøkkel "
     "oppsig pamelding papir parker pass penger pensjon pris refunder registrer regning rengjør retten "
     "retur rom røyk samtale selg send sent sier siste skatt skjerm skole sommer sprak spørsmal sted "
     "steng strøm student svar svøm syk sykdom sykehus søk søndag søppel ta tar telefon tidlig tillat "
     "time tjue tog treng trening uke utlan utleie utstill utvalg vann varme vei vindu vinter virk"},
    {"fi", LATIN, "äö", "bcfqwxz",
     "-ssa -ssä -sta -stä -lla -llä -lta -ltä -lle -ksi -nen -iin -aan -ään -een -oon -tta -ttä -ko -kö "
     "-mme -ni -nsa -kaan -kin -ksen -uus -vat -vät -uu- -ää- -aa- -yy- -ii- -öö- -kk- -pp- -uo- -yö- "
     "-äi- -ja -jä -in -an -en -on -un -at -et -ot -ut -lu -us -ys -it",
     "aamia aika alka apu asiakirj asunto aukea auki auto autta avaa avaim avain avoin bussi eilen elain "
     "ero hake haluan hinna hinta huomenna huone ikkun ilmai ilmoit jate jatka juna kadot katu kieli "
     "kirjast koira kokee koulu kuit kurssi kuukausi kysym laakar lahet lahin laina laps lasku lauant "
     "lemmik lipp lipun loyt maanant maks muut myoh naytto nimi opiskel osoit osta ota paiva palaut passi "
     "peru pian puhelin pysakki pysakoi raha rekister rikki roska saada saannot saanto saira salasan "
     "salli sulje sunnunt talo tanaan tarvi tent tila tili toimist toimit tuo tupak tyo uida uima unohd "
     "uusi vaiht vakuut vara vastau vero vierail viikko vuokra vuosi yhtey"},
    {"hu", LATIN, "áéíóöőúüű", "qwx",
     "-ban -ben -nak -nek -hoz -hez -ság -ség -ás -és -ást -ést -val -vel -ból -ből -tól -től -ról -ről "
     "-ra -re -ok -ek -ak -om -em -unk -ünk -ot -et -at -ik -ni -ják -tal -hat- -het- -sz- -gy- -zs- -cs- "
     "-ny- -ly- -tt -ség- meg- el- fel- le- ki- -ás- -és-",
     "ablak ado allat ar ara auto berel beteg biztosit blokk busz cim csere datum diak dohany dokumentum "
     "elfelejt elvesz ev fiok fizet foglal gyerek gyermek haz het hetfo holnap honap hosszabbit hosszu "
     "hozni idopont indul ingyen irat iroda iskola jegy jelentkez jelsz kap kapcsolat kepernyo kerdes "
     "kerul kes kezd kolcson konyvtar korai kozel kulcs kuld kulonbseg kutya lakas lakcim latogat lemond "
     "ma medence megallo mennyi modosit munka nap nev nyelv nyit ora oras orvos parkol penz reggeli "
     "regisztr rendel rossz segit szabad szabaly szallit szamla szemet szoba szombat talal tanfolyam "
     "tanul tegnap telefon ujit uszo utca utlevel valasz valtoz vasarnap vesz vinni visszakuld "
     "visszaterit vizsga vonat zar"},
    {"ro", LATIN, "ăâîșțşţ", "kqwy",
     "-ție -ția -ții -tie -tia -tii -ului -ul -ele -ile -elor -ilor -lor -ea -ează -eaza -esc -ește -este "
     "-are -ire -uri -oare -oar- -iei -rea -oa- -ea- -ate -ați -ați- -ez -ii -ort -ent",
     "acte adres aduc ajut an animal anul apartament apropia asigur astazi autobuz azi bani bibliot bilet "
     "birou boal caine caini camer casa cheia cheie comand cont copii copil cost cumpar curs data dejun "
     "deschi devreme diferent document duminic ecran examen factur ferea fum gasi gratuit gunoi ieri "
     "impozit imprumut incep inchi inregistr inscri intreb limb livr lucr luna luni maine masin medic "
     "munc nevoie nume oprire orar parc parol pasaport permis pierd piscin plat prelung pret primi "
     "program ramburs raspun regul reinnoi retur rezerv sambat saptaman schimb scoal stati strad stricat "
     "student tarziu telefon tren trimi uitat vizitator vreau zi"},
    {"tr", LATIN, "çğıöşü", "qwx",
     "-lar -ler -ları -leri -iniz -ınız -yor -iyor -ıyor -uyor -üyor -mak -mek -dır -dir -lık -lik -dan "
     "-den -nın -nin -mi -mı -ım -im -um -üm -acak -ecek -miş -mış -sınız -siz -suz -da -de -bilir- "
     "-ebil- -abil- -ya -ye -yi -yı -si -sı -rim -rım -dım -dim -tım -tim -dum -düm -tum -leş- -laş- -ci "
     "-cı",
     "acil acık acıl adres al anahtar araba ay basla basvur bedava belge bilet bozuk bugun bul calis "
     "calıs cevap cocuk cop cumartesi daire degis dil doktor dun durak ekran erken ev evcil fark fatura "
     "fiyat gec getir gir giris gonder gorus gun hafta hasta havuz hayvan hesap iade ic ihtiyac iletisim "
     "iptal isim izin kahvalt kapalı kapan kargo kaybet kaybol kayit kayıt kira kopek kural kurs "
     "kutuphane mevcut oda ode odem odunc ofis ogrenci okul otobus otopark para park pasaport pazar "
     "pencere randevu rezerv saat satın serbest sifre sigara sigorta sinav siparis sokak soru sınav tarih "
     "telefon teslim tren ucret unut uzat uzun vergi yakin yakın yardim yardım yarin yarın yenile yil yuz "
     "yıl ziyaret"},
    {"id", LATIN, "", "qxz",
     "-kan -nya -kah -lah -an -ah -ang -ung -ai -ng- -ny- me- mem- men- meng- ber- per- pem- pen- peng- "
     "ter- di- ke- se- -ian -as -us -ui",
     "akun alamat anak anjing apartemen asuransi aturan awal bahasa bantu batal bawa bayar beli berangkat "
     "besok biaya boleh buka bulan bus butuh daftar dekat dokter dokumen faktur ganti gratis halte harga "
     "hari hewan hilang hubung jalan jam janji jawab jendela kamar kantor kapan kartu kata kemarin "
     "kembali kereta kerja kirim kunci kursus lama lampu layar lupa mahasiswa minggu mobil mulai nama "
     "pajak parkir paspor pembayar pemesan pendaftar pengembal pengirim pengunjung perbedaan perpanjang "
     "perpustaka pertanya pesan pinjam renang rokok rumah rusak sabtu sakit sampah sandi sarapan sekolah "
     "senin sewa siswa struk tagihan tahun tamu tanggal tanya telepon temu terima terlambat tiket tutup "
     "uang ubah ujian"},
    {"es", LATIN, "áéíñóúü", "kw",
     "-ción -cion -ciones -miento -mente -dad -ado -ada -ados -idas -ar -er -ir -os -as -aje -ero -era "
     "-ito -illa -ía -ll- -ue- -ie- -ñ- -és -nte -ajo -do -da -me -se",
     "abiert abre abrir acces alquil animal ano anul aparca autobus ayer ayud basura bibliotec billete "
     "calle cambi cancel casa cerca cerr cita coche comprar contact contrasena cost cuenta cuesta curso "
     "desayuno descuento devol dia diferencia dinero direccion dispon document domicil domingo edad empez "
     "empiez encontr enfermedad entrada entreg envi escuela estudiante examen factura fecha fumar "
     "funciona gratis gratuit habitacion hijo hora hoy idioma impuest inscri largo llave llego llevar "
     "lunes manana mascota matricul medico mes museo necesit nino nombre oficina olvid pagar pago "
     "pantalla parada pasa pedido perd permit perro persona piscina piso precio pregunt prestad quiero "
     "quitar recib recoger reembols registr regla renov reserv respuest rota roto rueda sabado seguro "
     "semana solicit tarda tarde telefono temprano toalla trabaj tren ventana visitant"},
    {"pt", LATIN, "áâãàçéêíóôõú", "kwy",
     "-ção -cao -ções -coes -são -ões -mento -mente -dade -ado -ada -ados -idos -ar -agem -em -ou -os -as "
     "-eiro -eira -ão -ça -nh- -lh- -ei- -ss- -ou- -oi- -ável -ncia -eço -r",
     "abert abre abrir acesso ajud alter alug amanha animais ano apartamento autocarro bibliotec bilhete "
     "caes cafe cancel cao carro casa cedo chave chego comboio comec compr consulta conta crianc curso "
     "cust data demora descont devol dia diferenca dinheiro disponi document doenca domicil domingo "
     "emprest encomenda encontr endereco entreg envi escola escritorio esquec estaciona estudante exame "
     "fatura fech fica filha filho funciona gostaria gratis gratuit hoje hora idade impost ingresso "
     "inscrev inscri janela levar lingua lixo longo matric medico mes morada mud museu nome onibus ontem "
     "pagament pagar paragem passaporte pedido pequeno perdi pergunt permit pessoa piscina precis preco "
     "prova proxim quarto quebrad quem receb recolh reembols registr regra renov reserv respost roda rua "
     "sabado segunda seguro semana senha tarde tela telefone tirar toalha trabalh trem visitant"},
    {"it", LATIN, "àèéìòù", "jkwxy",
     "-zione -zioni -mento -menti -mente -are -ere -ire -ato -ata -ati -ate -ità -iamo -ete -ione -ini "
     "-ico -ici -ale -ali -ni -io -ia -chi -che -cia -gli- -gg- -zz- -cch- -cc- -tt- -gn- -sc- -ss- -rr- "
     "-nn- -lla -etto -etta -ssa -o -e -i",
     "account affitt aiut animal anno annull apert appuntament apre aprir arrivo asciugaman assicuraz "
     "autobus bambin bibliotec bigliett bisogn cambi camera cane cani casa chiave chiu colazione comincia "
     "compr consegn contatt corso costa data differenz dimentic dispon document domand domani domenica "
     "durata esam eta fattura fermata figli finestr fumare funziona giorn gratis gratuit ieri indirizzo "
     "ingresso inizi invi iscri lavor lingua lunedi lung macchina malatti medico mese museo nome oggi ora "
     "orari ordine pagament pagar parchegg passaport password patente perd permess perso piscina port "
     "prenot prestit presto prezz registr regol residenz reso restitu ricev richied rifiut rimbors rinnov "
     "rispost ritir rotto ruote sabato schermo sconto scontrin scuola settiman sold spedi strada student "
     "tard tass telefono treno trov ufficio vicin vorrei"},
    {"fr", LATIN, "àâæçéèêëîïôœùûüÿ", "w",
     "-tion -tions -ment -ments -eau -eaux -ais -ait -oir -eur -eurs -euse -aire -ez -que -elle -ette -er "
     "-é -ée -és -ées -ance -ence -age -ants -ant -ent -on -eux -oi- -ou- -au- -eu- -ai- -qu- l'- d'- j'- "
     "qu'- c'- n'- s'- m'- t'-",
     "acces achet adresse age aide animaux annee annul appartement apport argent arret arriv assurance "
     "aujourdhui besoin biblioth billet bureau chambre chang chien cle commande commenc compte contact "
     "cours cout date dejeuner demain demand difference dimanche dispon document domicil duree ecole "
     "ecran emprunt enfant envoy etudiant examen facture fenetre ferm fonctionn gratuit heure hier "
     "horaire impot inscri jour langue livr louer loyer lundi maison maladie medecin modif mois mot musee "
     "nom oubli ouvr paie panne passe payer perdu permis personne piscine poubelle prix proche question "
     "recev reduction regle rembours rendez renouvel reponse reserv retir retour roue rue samedi seche "
     "secretari semaine serviette tard tarif telephone train travail trouv visite voiture"},
    {"ca", LATIN, "àçéèíïòóúü", "kw",
     "-ció -cio -cions -ment -ments -tat -tats -ada -ades -at -ats -ut -it -es -tge -tja -nça -eu -iu -ar "
     "-ir -er -or -ors -ants -ant -ny- -ix- -tx- -ig -l·l- -ll- -ll -ny -ç- l'- d'- m'- s'- t'- n'- -nts "
     "-nys -esa",
     "acces adreca ahir ajud animal anul any aparca arrib asseguran autobus aviat avui baixa bibliotec "
     "bitllet cancel canvi carrer casa cita clau comanda comenca comprar compte contact contrasenya costa "
     "cotxe curs data dema descompt devol dia diferencia dilluns diners disponibl dissabte diumenge "
     "document domicil edat entrada envi escola escombrari esmorzar estudiant examen factura fill "
     "finestra fumar funcion gos gossos gratis gratuit habitacio hora hores impost inscri llarg llengua "
     "lliur llog malalti mascot matricul mes metge museu necessit nen nens nom norma obert oblid obre "
     "obrir oficina pagament pagar pantalla parada passaport perd permet persona pis piscina portar "
     "pregunt prestec preu propera rebre recoll reembors registr renov reserv respost retorn roda setmana "
     "sollicit tanc tard telefon tiquet tovallol treball tren triga trob visitant vull"},
    {"lt", LATIN, "ąčęėįšųūž", "qwx",
     "-as -is -us -ys -ai -iai -ti -tis -imas -ymas -umas -oje -yje -ius -io -os -ės -iau -ėti -uoti "
     "-auti -ų -ė -ą -ę -į -ams -oms -ėms -iams -ta -tą -au -iu -ei -ui -iš- -au- -ei- -ie- -uo- -kl- "
     "-nt- pa- nu- at- iš- už- pri-",
     "adres anksti arti atidary atsakym atsauk atsidar atsines autobus automobil basein bibliotek biliet "
     "biur but buta cek darbo data dien dirb dokument draud egzamin ekran gatve gaut grazin gydytoj gyvun "
     "ilg kain kalb kambar keist keit klausim kontakt kreip kurs laik lang lankytoj leidz lig menes met "
     "metu moka moke mokykl nam nemokam nuom pagalb pakei pameci pamet pamirs pas paskyr paso pinig pirk "
     "pirmadien prasid pratest pristat pusryc rakt rast registr reik rezerv ruky rytoj saskait savait "
     "sekmadien sestadien siandien siuksl siunt siust skirtum skolin slaptazod stat stotel student "
     "sugedes sugedo sun sunis susisiek taisykl telefon traukin uzdar uzsak uzsirasy vaik vakar valand "
     "vard vel vizit"},
    {"eu", LATIN, "ñ", "cqvwy",
     "-ak -ek -tik -ko -aren -arekin -tu -ren -rik -ean -etan -eta -tzen -tzea -ten -keta -ketak -tza "
     "-tasun -ari -ei -era -ra -la -na -iak -oa -ea -tz- -tx- -ts- -rr- -zk- -tze- -z- -k- -ik -kin -ta "
     "-di",
     "agiri ahaztu alda alokatu animalia aparka arau aseguru aste atzo aurki auto azterket balio behar "
     "berandu berritu bertan bidal bihar bisitari bulego data desberdin diru doan dokumentu egun ekarri "
     "eman entrega eraman erantzun erosi erre eska eskola etxe ezezta faktura gaixo galdera galdu gaur "
     "gela geltoki giltza goiz gosari harreman hasi hasten haur helbide hilabete hitzordu hizkuntz "
     "hondatu hurbil igande igerileku ikasle ikastaro irek itxi itzul izena jaso kale kontu kosta laguntz "
     "lan larunbat leiho liburutegi luzatu luze mailegu mediku onart ordain ordutegi pantaila pasahitz "
     "pasaporte prezio sarrera seme telefono tren txakur txartel ume urte zabor zerga"},
    {"ga", LATIN, "áéíóú", "jkqvwxyz",
     "bh- mh- ch- dh- fh- gh- ph- sh- th- bhf- gc- mb- nd- bp- dt- -gh -dh -acht -ann -eann -íonn -aíonn "
     "-ain -ais -óir -áil -adh -igh -imid -lann -íocht -oir -aim -im -bh -mh -eo- -aoi- -ao- -ái- -úi- "
     "-iú- -éi- -ío- -eá- -ae- -aí -thú -ach -each -anna -ean -air -íle",
     "aimsigh ainm airgead airithint aisioc aithint amarach arachas arasan athnua athra athru bliain "
     "bricfeasta briste bruscar bus cabhair caill cain caipeis carr cead cealu ceannach ceist chealu "
     "chlara chursa cios clar coinne cost cuairteoir cuntas cursa data deanach dearmad difriocht dochtuir "
     "domhnach dun dunta eochair fada fail freagra fuair fuinneog gaire guthan iarratas iasacht inne "
     "inniu ioc iocaiocht la leabhar leanai leanbh leinn linn luan mac madra mhic mi mic obair oifig ordu "
     "oscail osclai pairceail paisti pas pasfhocal peata phaiste phasfhocal praghas rialach saor satharn "
     "scailean scoil scrudu seachadadh seachtain seol seomra sheol snamh solas sonrasc sraid stad tabhair "
     "teach teagmh teanga thicead thosai ticead tinneas tosaigh traein"},
    {"pl", LATIN, "ąćęłńóśźż", "qvx",
     "-ść -ości -enie -anie -enia -ania -ego -emu -ych -ów -ć -ać -eć -owa- -sz- -cz- -rz- -dz- -ie- -ł- "
     "-ski -ska -skie -ny -na -ne -nia -cja -cji -ku",
     "adres anulow autobus basen bezplatn bezpłatn bibliote bilet biur blisk cena ceny darmow data "
     "dokument dom dostaw dzieci dzieck dzien dzis długo egzamin faktur godzin hasł imi jezyk jutro "
     "klient klucz kont koszt kup kurs lat lekarz miesiac mieszkan niedziel odnow odpowied odwoł otrzym "
     "otwar pali paragon park paszport pienia pies pociag pokoj pomoc poniedział potrzeb pozno prac "
     "przedłuz przynie przystan psa psy pytan płac płatn rejestr rezerw rok samochod sniadan sobot "
     "student szkoł telefon tydzien ubezpiecz wczesn wczoraj wizyt wnios wolno wynaj wypozycz wysył wysł "
     "zaczyn zamk zamow zapis zapomni zgubi zmian zmien znal zwierz zwrac zwrot"},
    {"cs", LATIN, "áčďéěíňóřšťúůýž", "qwx",
     "-ost -ní -ání -ení -ého -ých -ovat -at -it -ství -í -ý -ou -ř- -ů- -ě- -ek -ky -ku -ce -ka -ny -te "
     "-ch-",
     "adres auto bazen blizk byt cena ceny datum den deti dite dlouh dnes dodan doklad dokument dorucen "
     "dostat dum faktur hesl hodin jazyk jmeno kancela klic knihovn kontakt koup kour kurz lekar list "
     "mesic naj najem najit navstev nedel objedn odpov otazk otevir otevr parkov pas penize pes plat "
     "pojist pokoj pomoc pondel posl potreb povol pozde prac prihlas prines prodlouz psa pujc registr "
     "rezerv rok skol snidan sobot stoji student telefon termin tyden ucet uctenk vcera vlak vrac vrat "
     "vstup zacin zadost zapomn zasl zastavk zavir zavr zdarma zitra zkousk zmen zrus ztrat zvir"},
    {"sr", LATIN, "čćđšž", "qwxy",
     "-iti -ati -eti -nje -nja -ost -ija -ije -iju -ski -ska -sko -ama -ima -ih -og -om -ju -lj- -nj- -vo "
     "-ci -ac -ak -uje -aju -im -am -em -aš -li -la -ni -no -na -nu -ve -ne",
     "adres auto bazen besplat bibliotek bliz bolest cen cena clan dan danas datum deca deci dete dobi "
     "dokument done dorucak dostav dozvol dug ekran godin ime ispit isporuk izgub izmen iznajm jezik juce "
     "kancelar kart kasn kljuc kontakt kost kuc kup kurs lekar lozink mesec nac nalog narudz nedelj novac "
     "obnov odgovor osiguran otkaz otvar otvor park pas pasos pitan plac poc pokvar pomoc ponedelj porez "
     "porudz posla pozajm pravil prijav prim produz proizvod promen prozor psi pusen pusi racun rad radi "
     "radno rano razlik registr rezerv salj sat sati skol smec soba stan student subot sutra telefon treb "
     "ulic upis voz vrac vrat vreme zaborav zakaz zatvor zivotinj"},
    {"vi", LATIN, "đăâêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ", "fjwz",
     "ng- ngh- nh- tr- th- kh- ph- gi- -ng -nh",
     "bac bao bat boi can cau chi chieu cho chu con cua cung don dong em gan gia giao giay giup gui han "
     "hang he hen hiem ho hoa hoan hoc hoi hom huy khau khoa ky lien mai mang mat mien mo mua muon nam "
     "nay ngay nha nhan nhat phep phi phong qua quen sang si sinh som tai tau ten thang thi thoai thu "
     "thue tien tim to tra tram tre truong tuan ve viec vien xe đang đat đau đia đien đoi đon"},
    {"ru", CYRILLIC, "йщъыьэюяё", "",
     "-ость -ости -ение -ния -ние -ый -ий -ая -ое -ые -ого -его -ть -ться -ет -ют -ов -ами -ы- -ку -ки",
     "автобус адрес аккаунт аренд бассеин бесплатн библиотек билет ближ болез брон верн возврат вопрос "
     "воскрес врач врем вчера год дата денг день дет докумен долго дом достав доступ животн забрат забы "
     "завтра заказ закры записа заяв измен имя квартир ключ коляск комнат контакт купит курит курс лет "
     "машин месяц музеи мусор наид наити налог находит начин недел номер обнов окна окно оплат останов "
     "ответ откры отмен отправ офис парк парол паспорт плат поезд поздно полотен получ помощ понедел "
     "посетит потер правил прием принес продл прописк работ разниц разреш рано ребен регистр связа "
     "сегодня скидк сломан смен собак стоимост стоит стран страх студент суббот счет телефон товар улиц "
     "утер цена цену цены часы чек школ экзамен экран язык"},
    {"uk", CYRILLIC, "йщьюяіїєґ", "",
     "-ість -ення -ання -ий -ити -ати -ться -ів -ьк- -ції -ою -ями -ку -ки -ому",
     "авто адрес басеин безкоштовн безплатн близ бронюв буд бібліотек втрат вчора відвідув відкр відпов "
     "відправ відчин грош дата день дит довго дозвол докумен допомо достав діт екзам забу завтра загуб "
     "закр замовл запис зачин заяв звяз змін знаи зупинк кварт квит ключ контакт кошту куп курит курс "
     "кімнат лікар машин мов місяц надсил неділ номер онов оплат оренд отрим офіс парк парол паспорт "
     "питан плат поверн понеділ потяг почин поізд працю прииом продовж пізно рано рахун реєстр робот рок "
     "рік скасу снідан собак страх студент субот сьогодн твар телефон тижд цін ціна ціни чек школ імя "
     "іспит"},
    {"bg", CYRILLIC, "йщъьюя", "",
     "-ът -ят -та -то -те -ите -ата -ията -ето -ане -ене -ост -ство -ам -ава -ни -на -но",
     "автобус адрес анулир апартамент басеин безплат библиотек билет близ влак връщ вчера въпрос върн "
     "годин дата ден дете деца днес документ донес достав дълг език животн забрав заем закуска запиш "
     "започ застрах затвар изгуб изпит изпра име кандидат ключ кола контакт куп курс куче късно къща "
     "лекар месец наем намер неделя нужд отвар отвор отговор отмен офис пари парк парола паспорт плат "
     "плащ поднов получ помощ понедел поръч посетит промен пуш работ разреш рано регистр резерв свърж "
     "седмиц смен сметка спирк стая струва студент събот телефон удълж утре училищ фактура цена цени час"},
    {"sr", CYRILLIC, "јљњћђџ", "йщъыьэюя",
     "-ити -ати -ње -ња -ост -ија -ије -ски -ска -ама -има -ог -ом -ци -ује -ају -ли -ла -м -во -ни -на "
     "-ну",
     "адрес ауто базен бесплат библиотек близ болест воз врат врац време годин дан данас датум дете деца "
     "деци доби дозвољ документ донес доручак достав екран животињ заборав земљ изгуб измен име испит "
     "испорук канцелар карт касн контакт кошта куп курс кућ кључ лекар лозинк месец налог недељ новац "
     "обнов одговор осигур отвар отвор отка парк пасош питањ плаћ позајм поквар помоћ понедељ порез поруџ "
     "посети посла поч правил прим пријав продуж прозор промен пуши радно разлик рано рачун регистр "
     "резерв сат смећ соба стан студент субот сутра телефон улиц упис цена члан шаље школ језик јуче"},
    {"ar", ARABIC, "يكةىأإؤئء", "", "ال- وال- بال- لل- -ات -ون -ين -تي", ""},
    {"fa", ARABIC, "پچژگکی", "", "می- نمی- -های -ها -ید -ند -دن", ""},
    {"he", HEBREW, "", "", "ה- ל- ב- מ- ש- -ים -ות -ת -ה", ""},
    {"yi", HEBREW, "", "", "-ע- -וו- -יי- -אַ- -אָ- -ען -ט -ונג -ער -לעך", ""},
    {"hi", DEVANAGARI, "", "", "-ना -ने -ता -ते -ती -ों -ें -ूँ -ाएँ -ियों -ड़- -ढ़- -फ़- -ज़-",
     "अपना अपनी अपने और कब करें कहाँ का कितना कितनी कितने किराया की के कैसे को कोर्स कौन क्या खाता खुलता गई "
     "गया चाहिए टिकट दस्तावेज़ नहीं पंजीकरण पता पर परीक्षा पासवर्ड फ़ीस बंद मिला मिलेगा मुझे में मेरा मेरी "
     "मेरे यह रद्द लिए वापस शुल्क सकता सकती सकते समय से है हैं होगा होगी होता"},
    {"ne", DEVANAGARI, "", "", "-को -का -लाई -मा -ले -बाट -हरू -्छ -छु -छन् -नु -न् -न -्ने -ेको",
     "कति कसरी कहाँ कहिले कागजात किन कुन के को खाता खुल्छ गर्न चाहिन्छ छ छैन टिकट ठेगाना तपाईं दर्ता पनि "
     "परीक्षा पासवर्ड फिर्ता बन्द भुक्तानी मलाई मेरो र लागि शुल्क सकिन्छ सक्छु समय हुन्छ"},
    {"el", GREEK, "", "", "", ""},
    {"hy", ARMENIAN, "", "", "", ""},
    {"ta", TAMIL, "", "", "", ""},
    {"th", THAI, "", "", "", ""},
    {"ja", KANA, "", "", "", ""},
    {"zh", HAN, "", "", "", ""},
    {"ko", HANGUL, "", "", "", ""},
};

/* Everyday words, whatever the subject: times, money, doing, home, food, school, health, travel, family,
 * weather, sports, machines, authorities; in the forms that questions have. Plain, in the order of bytes, a
 * blank between two; none is a function word of the language. */
static const struct everyday {
    char code[LANGUAGE_CODE_BYTES];
    enum script script;
    const char *words;
} everyday[] = {
    {"bg", CYRILLIC,
     "август април асансьор бавен багаж баня басеин батерия баща безопасно бележка билет боклук болка "
     "болница брат бърз ваканция ваксина велосипед вечер взема влакове вода врати време вторник гаранция "
     "говоря години голям град градина грешка гуми дадено данъци даря двадесет две двигател девет декември "
     "десет деца диплома днес дни доброволец добър донеса доставена доставка дрехи дъжд дълъг държава "
     "евтин езеро екран забранено заемане започва зареждам застраховка затваря затворено здрав зеленчуци "
     "зъб играчи играя избори изгубен изпити използвам изпратя изтрия инсталирам карам кафе клавиатура "
     "ключове книжка коляно компютър концерт купувам купя курсове кутия кухня кучета къс къщи лагер лекар "
     "лекарство лодка лош магазин маи маика малък март мач месеци месо минути мляко мрежа място наем "
     "наемател намеря намира настроики неделя нов ноември нощ обадя обиколка обувки община октомври опасно "
     "осем отбор отваря отворено откраднат отменя отопление отпуска отстъпка очила пари парола паспорт "
     "пека пера пет петък печатам питам пиша пия плаж планина платено платя плащане покрив полет получавам "
     "помогна понеделник поправя поръчам поход пратка принтер пристига продам прозорци променя птици "
     "работи работя размери разрешено расте растения регистрация рецепта риба рожден сватба светлина "
     "свършва сдружение седем седмици семеиство септември сестра скъп слънце сменя сняг спя сряда стаи "
     "стар сто струва студен стълби сутрин счупен събота съседи температура топъл трае тренировка три "
     "тръгва улица утре уча ученици училища учител фаилове фактура февруари формуляр хляб ходя храна храня "
     "цветове цени църква чакам часа часове чета четвъртък четири членство шест шум юли юни ям януари"},
    {"ca", LATIN,
     "abril acaba agafat agost aigua ajudar ajuntament ajustos alimentar alumnes anar aniversari anul anys "
     "aprendre arreglar arriba ascensor asseguranca associacio bany barat bateria beure bicicleta bitllet "
     "bo botiga bustia cafe calefaccio calent caminar campament canviar car carn carnet carregar carrer "
     "casament cases cent cinc ciutat claus colors comenca comprat compro concert conduir contrasenya "
     "costa creix cuina cursos curt deixar dema demanar dent descompte desembre deu dies dijous dilluns "
     "dimarts dimecres diners dissabte diumenge divendres dolent dolor donar donat dormir dos dura "
     "eleccions entrada entrenament enviament enviar equip equipatge error esborrar escala escoles "
     "escombraries escriure esglesia espatllat esperar examens excursio factura familia febre febrer fills "
     "finestres fitxers formulari fornejar fred garantia gener genoll germa germana gossos gran "
     "habitacions hores hospital impostos impressora imprimir inscripcio instal jardi jugadors jugar "
     "juliol juny lar lent llac llarg llegir llet lliurat llogater lloguer llum maig mal marc mare mati "
     "medicament menjar mesos mestre metge mides minuts missa motor muntanya necessito nens neu nit nou "
     "novembre oberta obre ocells octubre ordinador pa pagament pagar pagat pais pantalla paquet pare "
     "parlar parlen partit passaport peix perdut perillos permes petit piscina plantes platja plou poble "
     "portar portes preguntar prestec preus professor prohibit propietari quatre queda rapid rebo rebut "
     "recepta recollir rentar reparar reservar roba robat rodes sabates segur seient servir set setembre "
     "setmanes sis soci sol soroll surt surten talles tanca tancat tarda teclat temperatura temps teulada "
     "titol treballar trencat trens tres trobar trobo trucar ulleres vacances vacuna vaixell veins vell "
     "vendre verdures vespre vint visita voluntari vuit xarxa"},
    {"cs", LATIN,
     "balik barvy baterie bazen bezpecny bolest boty bratr brezen bryle cekat ceny cerven cervenec chleb "
     "chyba cist clenstvi ctvrtek ctyri dane dano darovat deset deti devet dlouhy dnes dny dobrovolnik "
     "dobry domy doprava doruceno dovolena drahy druzstvo duben dva dvacet dvere faktura formular funguje "
     "heslo hluk hodin hodiny hora horecka hraci hrat jezdit jezero jidlo jist jit jizdenka kava "
     "klavesnice klice koleno kolo koncert konci kostel koupelna koupit kratky krmit kuchyne kupuji kurzy "
     "kveten leden lek lekar let levny listek listopad lod maly maso matka mesice mesto minut misto mleko "
     "mluvit motor mse nabijet nachazi nainstalovat najdu najem najemnik najit narozeniny nastaveni "
     "nebezpecny nedele nemocnice noc novy obchod objednat obleceni obrazovka ockovani odjizdi odpad okna "
     "opravit osm otec otevira otevreno pas patek pect penize pet pit platim platit plaz pneumatiky pocasi "
     "pocitac pojisteni pokoje pomahat pomaly pondeli poslat pouzivat povoleno pracovat prat prazdniny "
     "prijede prinest prodat prohlidka prosinec prsi prukaz psat psi ptaci ptat pujcit rano recept "
     "registrace rezervovat ridicsky ridit rijen rodina roky roste rostliny rozbity ryba rychly schody "
     "schranka sedm sest sestra sit skoly sleva slunce smazat snih sobota soubory sousede spat spatny "
     "spolek srpen stary sto stoji strecha streda studeny svatba svetlo tabor teplota teply tiskarna "
     "tisknout topeni trenink tri trva tydny ucit ucitel uctenka ukradeny ulice unor urad utery vecer "
     "velikosti velky vlaky voda volat volby vylet vymenit vysvedceni vytah vyzvednout vzit zaci zacina "
     "zahrada zakazano zapas zaplatit zari zaruka zavazadlo zavira zavreno zdravy zelenina zeme zitra "
     "zkousky zmenit zrusit ztraceny zub"},
    {"da", LATIN,
     "abent abner adgangskode afbestille affald aflevere aften ansøge april ar arbejde arbejder august bad "
     "badeværelse bagage bage batteri begynder behøver bestille betale betaler betalt billetten billig "
     "bjerg blanket briller bror bruge bruger bryllup brød butik by børn computer cykel dag dage darlig "
     "december donere drikke dyrt dæk døre eksamen elevator elever faktura familie farlig farver feber "
     "februar fejl fem ferie filer finde finder fire fisk fly flytte fodre forbudt forening forretning "
     "forsikring fragt fredag frivillig fugle fødselsdag ga gade gammel gar garanti givet god grøntsager "
     "gudstjeneste gælder hente hjælpe hjælper holder holdet hospital hundrede hurtig huset indstillinger "
     "installere itu januar juli juni kaffe kamp karakterer kirke knæ kold koncert kort koster kurser "
     "kvittering køber købt kød køkken køre kørekort kører land lang langsom lejer lejr leveret ligger "
     "lille lukker lukket lys læge lægen længe lære lærer læse læser lørdag mad maj mandag maneder marts "
     "medicin medlemskab minutter mistet mor morgen motor myndighed mælk naboer nat netværk ni november ny "
     "oktober ondt onsdag oplade oplader opskrift otte pakke pas penge planter postkasse printer priser "
     "prøver rabat regner reparere ringe ringer rundvisning seks sende sender september siddeplads sikker "
     "skatter skifte sko skoler skrive skriver skærm slette slutter sma smerter snakker sne solen sove "
     "spille spiller spillere spise spiser spørge star starter stjalet stor store strand støj størrelser "
     "sund svømmehal sygehus syv sælge sø søger søndag søster tabt taget taler tand tastatur temperatur ti "
     "tilladt tilmelding timer tirsdag tog torsdag trappe tre træning tyve tænder tøj udlejer udskrive "
     "uger vaccine valg vand vandre varer varm varme vaske vejret vente vinduer vokser værelser weekend "
     "ændre ændret"},
    {"de", LATIN,
     "abend abholen acht akku alt andern anmeldung anrufen april arbeiten arzt aufzug august backen bad "
     "bahnhof batterie beginnt behorde bekommt benutzen berg bezahlen bezahlt bildschirm billig boot "
     "braucht briefkasten brille brot bruder dach dateien dauert dezember dienstag donnerstag drei drucken "
     "drucker ehrenamt einstellungen endet erlaubt essen fahren fahrkarte fahrrad fahrt familie farben "
     "februar fehler feiertag fenster ferien fieber finde fisch fleisch flug formular fragen freitag "
     "fuhrerschein fuhrung funf futtern garantie garten geandert geburtstag gefahrlich gefunden gegeben "
     "gehen geht gekauft geld geliefert gemuse genommen gepack geschaft geschlossen geschwister gestohlen "
     "gesund gilt gottesdienst gross grossen gut halt hauser heizung helfen heute hochladen hochzeit "
     "hundert impfung installieren jahre januar juli juni kaffee kalt kaputt kaufe kinder kirche kleidung "
     "klein knie konzert kosten kostet krankenhaus kuche kurse kurz laden lager land lang langsam larm "
     "lehrer lernen lesen licht liegt loschen mai mannschaft marz medikament mieter milch minuten "
     "mitbringen mitgliedschaft mittwoch monate montag morgen motor mutter nachbarn nacht nehmen netz neu "
     "neun november offnet oktober paket passworter pflanzen preise prufungen quittung rabatt rechner "
     "rechnung regnet reifen reisepass reparieren rezept samstag schalten schicken schlafen schlecht "
     "schliesst schmerzen schnee schnell schreiben schuhe schulen schuler schwester schwimmbad sechs "
     "september sicher sieben sitzplatz sonne sonntag spenden spiel spielen spieler spielt sprechen "
     "spricht stadt steht steuern strand strasse stunden tage tastatur temperatur teuer training treppe "
     "trinken turen urlaub vater verboten verein verkaufen verloren vermieter versand verschieben "
     "versicherung vier vogel wachst wahl wandern warm warten waschen wasser wechseln wetter wochen "
     "wochenende zahlt zahn zehn zeugnis zimmer zuge zwanzig zwei"},
    {"en", LATIN,
     "allergic allowed april asked august authority bad bake ball bathroom battery beach bicycle birds "
     "birthday boat bought bread broken brother called camp certificate changed charging cheap children "
     "church closing clothes coffee cold colours computers concert costs country courses dangerous days "
     "december delete delivered discount doctors donate doors download drinking driver driving eating "
     "eight election ending engine error evening exams expensive family fast father february feed fever "
     "files finding fish five flights food forbidden form four friday garbage garden getting given glasses "
     "gluten good grow guide healthy heating helping hike holidays hospital hours houses hundred "
     "installing insurance invoice january july june keyboard kitchen knee lake landlord large learned "
     "library licence lift light long lost luggage mailbox march match meat medicine membership milk "
     "minutes monday money months morning mother mountain museum neighbours network new night nine noise "
     "november october old opens paid pain parcel passport passwords paying plants played players pool "
     "prayer prices print printer printing pupils raining reader reading receipt recipe recycling "
     "registration remove repaired roof rooms safe saturday schools screen seats selling sending september "
     "settings seven shipping shoes shop short sister six sizes sleeping slow small snow sold speaking "
     "sports stairs starts stolen streets sunday sunny swimming switch taken taxes teachers team "
     "temperature ten tenant three thursday ticket today tomorrow tooth tour town training trains tuesday "
     "turn twenty two update upload using vaccine vegan vegetables volunteer voting waiting walking wants "
     "warm warranty wash water weather wedding wednesday weekend weeks wheel windows works writing years"},
    {"es", LATIN,
     "abierto abre abril agosto agua ajustes alimentar alumnos anos anular aprender archivos ascensor "
     "asiento asociacion ayudar ayuntamiento bano barato barco basura bateria beber bicicleta billete boda "
     "borrar bueno buzon cafe calefaccion caliente calle cambiar caminar campamento cargar carne caro "
     "casas casero cerrado cien cierra cinco ciudad cocina colegio colores comer comida comprado compro "
     "concierto conducir contrasena corto crece cuatro cuesta cumpleanos cursos dado descuento dias "
     "diciembre diente diez dinero dolor domingo donar dormir dos dura elecciones empieza encontrar "
     "encuentro enero entrada entregado entrenamiento enviar envio equipaje equipo error escalera escribir "
     "escuelas esperar examenes factura familia febrero fiebre formulario frio gafas garantia grande "
     "habitaciones hablan hablar hermana hermano hijos horas hornear hospital hoy iglesia impresora "
     "imprimir impuestos inquilino inscripcion instalar ir jardin jueves jugadores jugar julio junio lago "
     "largo lavar leche leer lento llamar llaves llega lleva llueve lunes luz madre malo manana martes "
     "marzo mayo medicamento medico meses miercoles minutos misa montana motor necesito nieve ninos noche "
     "noviembre nueve nuevo ocho octubre ordenador padre pagado pagar pago pais pajaros pan pantalla "
     "paquete partido pasaporte pedir peligroso pequeno perdido permitido perros pescado piscina plantas "
     "playa precios preguntar prestar profesor prohibido puertas queda rapido receta recibo recoger red "
     "reparar reservar robado rodilla ropa roto ruedas ruido sabado sale salen sano seguro seis semanas "
     "senderismo septiembre siete socio sol tallas tarde teclado tejado temperatura termina tiempo tienda "
     "titulo tomado trabajar traer trenes tres usar vacaciones vacuna vecinos veinte vender ventanas "
     "verduras viejo viernes visita voluntario vuelo zapatos"},
    {"eu", LATIN,
     "abendua abuztua aintzira aita akatsa alaba aldatu alokairua ama amaitzen anaia apirila argia arraina "
     "arratsaldean arreba arriskutsua arropa asegurua asteak asteartea asteazkena astelehena ateak "
     "ateratzen aurkitu auzokoak azaroa azkar azterketak baimenduta bainugela balio barazkiak bateria "
     "bazkide bederatzi belauna bermea beroa berogailua berria betaurrekoak bi bidali bidalketa bisita "
     "bizikleta boluntario bost botika debekatuta deitu denda deskontua dirua edan egunak eguraldia "
     "eguzkia ehun ekaina ekarri ekipajea elikatu eliza elkartea elurra emanda entregatu entrenamendua "
     "erabili erosi erosten erreserbatu errezeta eserlekua eskailera eskatu eskolak esnea etxeak euria "
     "ezabatu ezarpenak ezkontza faktura familia fitxategiak galdetu galdu garbitu garestia gauean gaur "
     "gelak geldo gidabaimena gidatu giltzak goizean gurpilak hamar handia haragia hartu hasten haurrak "
     "hauteskundeak hazten hegaldia herria hilabete hiria hiru hitz hogei hondartza hondatuta hortza hotza "
     "ibili idatzi igandea igerilekua igogailua ikasi ikasleak ikastaroak inprimagailua inprimakia "
     "inprimatu instalatu iraila irakaslea irakurri irauten irekita irekitzen iristen itsasontzia itxaron "
     "itxita ixten jabea jan janaria jaso jasotzen joan jokalariak jokatu jolastu kafea kalea kargatu "
     "koloreak konpondu kontzertua labean laburra lagundu lan landareak lapurtu larunbata lau leihoak lo "
     "lorategia luzea maiatza mailegua maizterra martxoa matrikula medikua mendia merke meza mina minutu "
     "motorra neurriak ogia oinetakoak ona oporrak ordaindu ordainketa ordenagailua orduak osasuntsua "
     "ospitalea osteguna ostirala otsaila paketea pantaila partida pasahitza pasaportea postontzia prezioa "
     "prezioak saldu sarea sarrera segurua sei seme sukaldea sukarra taldea teilatua teklatua tenperatura "
     "titulua trenak txakurrak txarra txartela txertoa txikia txoriak udala udalekua umeak ura urria "
     "urtarrila urteak urtebetetzea uztaila zaborra zaharra zarata zazpi zergak zortzi"},
    {"fi", LATIN,
     "aamulla aiti ajaa ajokortti akku alennus alkaa annettu asentaa asetukset aukeaa aurinko auttaa "
     "elokuu haat hakea halpa hammas harjoitukset heinakuu helmikuu hidas hinnat hissi huhtikuu huomenna "
     "huoneet huono hyva ikkunat illalla ilmoittautuminen isa iso istumapaikka jarvi jasenyys jatteet "
     "joukkue joulukuu junat juoda kadonnut kahdeksan kahvia kaksi kaksikymmenta kalaa kallis kasvaa "
     "kasvit katto katu kauppa kaupunki kavella kayttaa keittio kengat kesakuu keskiviikkona kestaa "
     "kielletty kipu kirjoittaa kirkko kokeet kolme konsertti koot korjata koulut kuitti kurssit kuukautta "
     "kuume kuusi kylma kylpyhuone kymmenen kysya laakari laake ladata lahettaa lahjoittaa lahtee lainata "
     "lammin lammitys lampotila lapset lasku lauantaina leipaa leipoa leiri lento lihaa linnut lippu "
     "lokakuu loma lomake loppuu loytyy lukea lunta lyhyt maa maaliskuu maanantaina maito maksaa maksan "
     "maksettu marraskuu matkatavarat melu menee minuuttia moottori muuttaa myyda naapurit nappaimisto "
     "naytto nelja nopea noutaa nukkua odottaa opastus opettaja oppia oppilaat ostan ostettu otettu ottelu "
     "ovet paivaa paketti passi pelaajat pelata perhe perjantaina peruuttaa pesta pieni pitka poistaa "
     "polvi portaat postilaatikko puhua puhutaan puutarha pyora rahaa ranta renkaat resepti rikki rokotus "
     "ruokaa saapuu sairaala salasana sallittu sata sataa seitseman seura sijaitsee silmalasit sisko "
     "soittaa suljettu sulkeutuu sunnuntaina suuri syntymapaiva syoda syyskuu takuu talot tammikuu tanaan "
     "tarvitsen terve tiedostot tietokone tiistaina tilata todistus toimitettu toimitus torstaina toukokuu "
     "tulostaa tulostin tuntia turvallinen tyoskennella uimahalli uusi vaalit vaarallinen vaatteet vaeltaa "
     "vaihtaa vakuutus valo vanha vapaaehtoinen varastettu varit veli vene verkko verot vetta vihanneksia "
     "viikkoa viikonloppu viisi viranomainen virhe vuokralainen vuokranantaja vuori vuotta yhdeksan yolla"},
    {"fr", LATIN,
     "achete adhesion aider aller annees anniversaire annuler aout appeler apporter apprendre argent "
     "arrive ascenseur association assurance attendre aujourdhui autorise avril bagages bain bateau "
     "batterie benevole besoin billet boire boite bon bruit cafe camp casse cent chambres changer charger "
     "chaud chauffage chaussures cher chiens cinq clavier cles colis commander commence concert conduire "
     "couleurs cours court coute cuire cuisine dangereux decembre dechets demain demander dent deux "
     "dimanche diplome dix donne donner dormir douleur dure eau ecoles ecran ecrire eglise elections "
     "eleves emprunter enfants entrainement envoyer equipe erreur escalier examens facture famille "
     "fenetres ferme fevrier fichiers fievre finit formulaire frere froid garantie genou grand heures "
     "hopital huit impots imprimante imprimer inscription installer interdit janvier jardin jeudi jouer "
     "joueurs jours juillet juin lac lait laver legumes lent lire livraison livre locataire long loyer "
     "lumiere lundi lunettes magasin mai mairie maisons manger marcher mardi mariage mars match matin "
     "mauvais medecin medicament mercredi mere messe minutes modifier mois montagne moteur neige neuf "
     "nourrir nourriture nouveau novembre nuit octobre oiseaux ordinateur ouvert ouverte ouvre paiement "
     "pain parle parler part partent passe passeport paye payer pays perdu pere permis petit piscine place "
     "plage plantes pluie pneus poisson portes poubelle pousse pris prix professeur proprietaire quatre "
     "randonnee rapide recette recois recu recuperer reduction reglages remplacer reparer reseau reserver "
     "rue sain salle samedi semaines sept septembre siege six soeur soir soleil supprimer tailles "
     "temperature temps toit trains travailler trois trouve trouver utiliser vacances vaccin velo vendre "
     "vendredi vetements viande vieux ville vingt visite voisins vol vole"},
    {"ga", LATIN,
     "admhail aibrean aifreann aimsir aimsiu airgead airithint aoine arachas aran ardaitheoir athair athru "
     "bacail bad bagaiste baile bailiu bainis bainne baisteach ballraiocht baranta beag bealtaine beartan "
     "beathu bia bliana bosca breithla briste broga bronnadh bruscar cabhru caife caillte campa canacha "
     "cathair ceadaithe ceadaoin ceadunas ceallrai cealu ceannaim ceannaithe ceathair ceolchoirm cios "
     "cistin claru cluiche codladh comhaid comhairle comharsana contuirteach cosnaionn criochnaionn cuig "
     "cumann cursai daltai daor dathanna deardaoin dearthair deich deirfiur deisiu deonach dha diol dion "
     "dioploma dochtuir doirse domhnach dona dunann dunta eadai eanair earraid ein eitilt eochracha fada "
     "faigh faighim fanacht fasann feabhra feoil fiabhras fiacail fiafrai fiche foghlaim foireann foirm "
     "folctha fomhair fuar fuinneoga gairdin gearr glaoch glasrai gluin goidte grian iasacht iasc imionn "
     "imirt imreoiri inneall ioc iocaim ioctha ithe iuil labhairt laethanta lascaine leamh leanai leigheas "
     "lionra loch luan luchtu lunasa madrai maidin maireann mairt malartu mall marta mathair mearchlar "
     "meideanna meitheamh mionna muinteoir naoi noimead nollaig nua obair ocht oiche oideas ol ordu "
     "oscailte osclaionn ospideal paisti pas pasfhocal pian plandai praghsanna printeir priontail "
     "riomhaire rothai rothar sabhailte samhain saoire saor satharn scailean scoileanna scriobh scriosadh "
     "scruduithe seachadadh seacht seachtaine sean seipeal seomra seomrai sheoladh siopa siul siuloid "
     "slaintiuil sliabh snamha sneachta socruithe solas sonrasc speaclai sraid sroicheann staighre "
     "suiochan suiteail tabhairt tapa te teaghlach teas teastaionn teocht tiarna ticead tiomaint tiononta "
     "tir tithe toghchan togtha toirmiscthe torann tosaionn tra traenacha traenail trathnona tugtha turas "
     "uaireanta uisce usaid vacsain"},
    {"hu", LATIN,
     "ablakok adni adok adomanyozni ajtok akkumulator aludni anya apa aprilis arak augusztus beallitasok "
     "berlo beszelnek beszelni bezar billentyuzet bizonyitvany biztonsagos biztositas bolt cipo csalad "
     "csapat cserelni csomag csutortokon december diakok dolgozni draga edzes egeszseges egyesulet ejszaka "
     "eladni elloptak elveszett elvinni enni erkezik esik eskuvo este etel etetni evek fajdalom fajlok "
     "februar feny fizetek fizetni fizetve fog furdoszoba futes garancia gyerekek gyogyszer gyors hajo hal "
     "halozat harom hasznalni hat hazak hegy het hetfon hetvege hiba hideg hivatal hivni ho holnap "
     "homerseklet honap hosszu hozni hus husz idojaras indul inni irni iskolak januar jatekosok jatszani "
     "javitani jegy jelentkezes jelszo jo jogositvany julius junius kapok kave kedden kedvezmeny kenyer "
     "kepernyo kerdezni kerek kerekpar kerni kert kerul ketto kezdodik kicsi kilenc kolcsonozni koncert "
     "konyha korhaz kuldeni lassu laz lemondani lepcso lift madarak majus marcius megy meleg menni meretek "
     "merkozes mosni motor nagy nap napok negy no november novenyek nyit nyolc nyomtatni nyomtato nyugta "
     "oktober olcso oltas olvasni onkentes ora orszag orvos ot penteken penz percig poggyasz postalada "
     "recept reggel regi rendelni repulo rossz rovid ruhak segiteni strand sutni szabadsag szallitas "
     "szamitogep szamla szaz szemet szemuveg szeptember szerdan szeretnek szinek szobak szombaton "
     "szomszedok szuletesnap szunet tabor tagsag talalhato talalni talalok tanar tanfolyamok tanulni tart "
     "tej telepiteni templom terd testver teto tilos tiz to tolteni torolni tura uj ulohely urlap uszoda "
     "utca utlevel uzlet valasztas valtoztatni varni varos vasarnap vegzodik venni veszelyes vettem "
     "vezetes vezetni viz vizsgak vonatok zaj zarva zoldseg"},
    {"id", LATIN,
     "adik agustus air aman anak april asuransi atap ayah bagasi baik baru baterai bekerja belajar berada "
     "berangkat berbahaya berbicara berjalan berkas berlangsung bermain bertanya besar besok biaya bising "
     "buka bulan buruk burung cepat cuaca daging danau dapur delapan demam desember diambil dibayar dibeli "
     "diberikan dicuri diizinkan dikirim dilarang dingin diskon ditutup doa dokter dua empat enam faktur "
     "februari formulir garansi gereja gigi gunung guru harga hilang hujan ibu ijazah ikan ingin jalan jam "
     "januari jaringan jendela juli jumat juni kacamata kakak kamar kamis kantor keanggotaan kebun kecil "
     "keluarga kemah kereta kesalahan klub kolam komputer konser kopi kota kotak kursi kursus lama lambat "
     "lampu latihan layar liburan lima lutut mahal makan makanan malam mandi maret masjid matahari mei "
     "memasak memasang membaca membantu membatalkan membawa membayar membeli memberi memerlukan memesan "
     "meminjam meminta memperbaiki mencari mencetak mencuci mendapat menelepon menemukan mengambil "
     "mengemudi mengganti menggunakan menghapus mengirim mengisi mengubah menit menjual menulis menunggu "
     "mesin minggu minum mulai murah murid negara november obat oktober pagi pajak pakaian paket panas "
     "panjang pantai papan paspor pemain pemanas pemandu pemilihan pemilik pendaftaran pendek penerbangan "
     "pengaturan pengiriman penyewa perahu pernikahan pertandingan pintu puluh rabu ratus renang resep "
     "roda roti rumah rusak sabtu sakit salju sampah sandi saudara sayuran sehat sekolah selasa selesai "
     "sembilan senin sepatu sepeda september sepuluh sore struk suhu sukarelawan sumbangan surat susu "
     "tahun taman tanaman tangga tetangga tiba tidur tiga tiket tim toko tujuh tumbuh tutup uang ujian "
     "ukuran ulang vaksin warna"},
    {"it", LATIN,
     "acqua affitto agosto aiutare allenamento alunni andare anni annullare aperto apre aprile arriva "
     "ascensore aspettare assicurazione associazione bagaglio bagno bambini barca batteria bere bicicletta "
     "biglietto bisogno bolletta buono caffe caldo cambiare camere camminare campeggio cancellare cani "
     "caricare carne caro case cassetta cattivo cento chiamare chiavi chiedere chiesa chiude chiuso cibo "
     "cinque citta colori comincia compleanno comprato compro computer comune concerto consegna consegnato "
     "corsi corto costa cresce cucina cuocere dato dente dicembre dieci diploma dolore domani domenica "
     "donare dormire due dura economico elezioni errore esami escursione famiglia farmaco fattura febbraio "
     "febbre ferie figli file finestre finisce fratello freddo garanzia gennaio giardino ginocchio giocare "
     "giocatori giorni giovedi giugno gomme grande guidare imparare impostazioni inizia inquilino "
     "insegnante installare inviare iscrizione lago latte lavare lavorare leggere lento luce luglio lunedi "
     "lungo madre maggio mangiare martedi marzo matrimonio mattina medico mercoledi mesi messa minuti "
     "modificare modulo montagna motore negozio neve notte nove novembre nuovo nutrire occhiali oggi "
     "ordinare ore ospedale otto ottobre pacco padre paese pagamento pagare pagato pane parlano parlare "
     "parte partita partono passaporto password patente pericoloso permesso perso pesce piante piccolo "
     "piove piscina portare porte posto prenotare preso prestito prezzi proprietario quattro rete ricetta "
     "ricevo ricevuta rifiuti riparare riscaldamento ritirare rotto rubato rumore ruote sabato sano scala "
     "scarpe schermo sconto scontrino scrivere scuole sera serve sette settembre settimane sicuro smarrito "
     "socio soldi sole sorella sostituire spedire spedizione spiaggia squadra stampante stampare stanze "
     "strada studenti taglie tasse tastiera temperatura tempo tetto tre treni trova trovare trovo uccelli "
     "usare vacanze vaccino vecchio veloce vendere venerdi venti verdure vestiti via vicini vietato visita "
     "volo volontario"},
    {"lt", LATIN,
     "akiniai antradieni astuoni atidaro atidaryta atnesti atostogos atsaukti atsiimti atvyksta auga "
     "augalai aukoti bagazas baigiasi balandzio baseinas batai baterija baznycia bilietas birzelio blogas "
     "brangus brolis dantis darzoves desimt devyni dezute didelis dienos diplomas dirbti drabuziai "
     "draudimas draudziama draugija du duona duota durys dvidesimt dviratis dydziai egzaminai eiti ekranas "
     "ekskursija ezeras failai forma garantija gatve gaunu geguzes geras gerti gimtadienis greitas "
     "gruodzio gydytojas idiegti ikrauti ilgas istrinti isvyksta kaimynai kainos kainuoja kalba kalbeti "
     "kalnas kambariai karsciavimas kava keisti kelis kepti keturi ketvirtadieni klaida klausti klaviatura "
     "komanda kompiuteris koncertas kovo kursai kvitas laiptai laivas langai lapkricio laukti leidziama "
     "letas liepos liftas ligonine lyja maistas mazas menesiai mesa metai miegoti miestas minuciu "
     "mokesciai moketi mokiniai moku mokyklos mokytis mokytojas motina nakti namai naryste naudoti naujas "
     "noriu nuolaida nuoma nuomininkas nusipirkau nustatymai oras padeti paimta pakeisti pamestas "
     "papludimys parduoti parduotuve pasas pauksciai pavogtas pavojingas pazymejimas penki penktadieni "
     "perku pienas pigus pinigai pirmadieni plauti prasideda pristatymas pristatyta raktai randu rasti "
     "rasyti ratai receptas registracija rinkimai rugpjucio rugsejo rungtynes ryte rytoj salis saltas "
     "saskaita saugus saule sausio savaites savanoris savivaldybe seima sekmadieni senas septyni serti "
     "sesi sestadieni sesuo siandien sildymas siltas simtas siuksles siunta siusti skaityti skambinti "
     "skausmas skiepai skolintis skrydis slaptazodis sniegas sodas spalio spalvos spausdinti spausdintuvas "
     "stogas stovykla sugedo sumoketa sunys sveikas sviesa taisyti temperatura tevas tinklas traukiniai "
     "treciadieni treniruote triuksmas trumpas trunka trys uzdaro uzdaryta uzsakyti vaikai vairuoti "
     "vaistai vakare valandos valandu valgyti vanduo variklis vasario vestuves vieta virtuve vonia "
     "zaidejai zaisti zuvis zygis"},
    {"nl", LATIN,
     "aanmelding acht afdrukken afzeggen april arts augustus avond badkamer bagage bakken banden batterij "
     "begint belastingen bellen berg bestanden betaald betalen bonnetje boot brievenbus bril broer brood "
     "bruiloft buren concert cursussen dagen dak december deuren dienst dinsdag diploma donderdag doneren "
     "drie drinken duur duurt eindigt eten examens februari fiets formulier fout garantie gebruiken "
     "gegeven gekocht geld geldt geleverd gemeente genomen gesloten gestolen gevaarlijk gevonden gewijzigd "
     "gezin gezond goed goedkoop groeit groente groot helpen honderd huisarts huizen huurder inenting "
     "installeren instellingen januari jaren juli juni kaartje kamers kamp kapot kerk keuken kinderen "
     "kleding klein kleuren knie koffie koopt koorts kort korting kost kosten koud krijgt land lang "
     "langzaam lawaai leerlingen leraar leren lezen licht lidmaatschap ligt lopen maandag maanden maart "
     "maten medicijn meebrengen mei melk minuten moeder morgen nacht negen nemen netwerk nieuw november "
     "oktober opent ophalen opladen oud pakket paspoort pijn planten ploeg prijzen printer ramen recept "
     "regent rekening repareren rijbewijs rijden rijdt rondleiding scherm schoenen scholen schrijven "
     "september slapen slecht sluit sneeuw snel speelt spelen spelers spreekt spreken staat stad straat "
     "strand sturen tand temperatuur tien toegestaan toetsenbord trap treinen tuin twee twintig uren vader "
     "vakantie vandaag veilig verboten vereniging verhuurder verjaardag verkiezingen verkopen verloren "
     "verwarming verwijderen verzekering verzending verzetten vier vijf vind vis vlees vlucht voeren "
     "vogels vragen vrijdag vrijwilliger wachten wachtwoorden wandelen warm wassen water wedstrijd weekend "
     "weer weken werken werkt wijzigen wilt winkel woensdag zaterdag zes zeven ziekenhuis zitplaats zon "
     "zondag zus zwembad"},
    {"no", LATIN,
     "apent apner april ar arbeide atte august avbestille bad bagasje bake barn bat batteri begynner "
     "bestille betale betaler betalt billetten billig briller bror bruke bruker bryllup brød bursdag "
     "butikk by bytte dag dager darlig datamaskin dekk desember donere drikke dyrt dører egen eksamen "
     "elever endre endret faktura familie farger farlig feber februar feil fem ferie filer finne finner "
     "fire fisk fjell fly flytte forbudt forening forretning forsikring frakt fredag frivillig fugler "
     "førerkort ga gammel gar garanti gate gitt gjelder god grønnsaker gudstjeneste hage heis helg helgen "
     "hente hjelpe hjelper holder hundre huset innsjø innstillinger installere januar jobber juli juni "
     "kaffe kald kamp karakterer kirke kjøkken kjøper kjøpt kjøre kjører kjøtt klær kne konsert kort "
     "koster kurs kveld kvittering lade lader laget land lang langsom lege legen leietaker leir lenge lese "
     "leser levere levert ligger liten lys lære lærer lørdag mai mandag maneder mars mat mate medisin "
     "medlemskap melk minutter mistet mor morgen motor myndighet naboer natt nettverk ni november ny "
     "nøkler oktober omvisning onsdag oppskrift pakke pamelding pass passord penger planter postkasse "
     "priser prøver rabatt rask regner reparere ringe ringer rom seks selge sende sender september sikker "
     "sitteplass sju skatter skjema skjerm sko skoler skrive skriver slette slutter sma smerter snakker "
     "snø sola sove spille spiller spillere spise spiser spørre star starter stenger stengt stjalet stor "
     "store strand størrelser støy sunn svømmehall sykehus sykkel søke søndag søppel søster taket tann "
     "tastatur tatt temperatur tenner ti tillatt timer tirsdag tjue tog torsdag trapp tre trenger trening "
     "uker utleier vaksine valg vann varer varm varme vaske vente vinduer vokser vondt været ødelagt"},
    {"pl", LATIN,
     "anulowac bagaz basen bateria bezpieczny bilet bol brat buty bład ceny chleb ciepły czekac czerwiec "
     "cztery czwartek czynsz czytac członkostwo dach dane darowizna deszcz dni dobry domy dostane "
     "dostarczona dostawa dozwolone drogi drukarka drukowac druzyna drzwi duzy dwa dwadziescia działa "
     "dzieci dziesiec dziewiec dzis dzisiaj dzwonic długi egzaminy ekran faktura formularz godzin godziny "
     "gora goraczka grac grudzien gwarancja hasło hałas isc jazdy jedzenie jesc jezdzic jezioro jutro "
     "karmic kawa klawiatura klucze kolano kolory komputer koncert konczy koscioł kosztuje kraj krotki "
     "kuchnia kupic kupuje kursy kwiecien lata lekarstwo lekarz lipiec listopad lot luty maj marzec matka "
     "mały mecz miasto miejsce miesiecy mieso minut mleko mowic msza najemca naprawic nauczyciel "
     "niebezpieczny niedziela noc nowy oboz odebrac odjezdza odwołac ogrod ogrzewanie ojciec okna okulary "
     "opony osiem otwarte otwiera paczka paragon paszport pazdziernik piatek pic piec pieniadze pisac "
     "plaza pliki pociagi podatki pogoda pokoje pomagac poniedziałek pozyczyc prac pracowac prawo przepis "
     "przyjezdza przyniesc psy ptaki pytac płace płacic rano rejestracja rodzina rosliny rosnie rower "
     "rozmiary ryba sasiedzi schody siec siedem sierpien silnik siostra sklep skradziony skrzynka slub "
     "smieci snieg sobota spac sprzedac sroda stary sto stowarzyszenie styczen swiadectwo swiatło "
     "szczepienie szesc szkoły szpital szybki słonce tani temperatura trening trwa trzy tygodni "
     "ubezpieczenie ubrania uczniowie uczyc ulica urlop urodziny urzad ustawienia usunac uzywac wakacje "
     "warzywa wedrowka wieczorem winda woda wolny wolontariusz wrzesien wtorek wybory wymienic wynajem "
     "wysłac wziac zab zabronione zaczyna zainstalowac zamkniete zamowic zamyka zapłacic zarezerwowac "
     "zawodnicy zdrowy zepsuty zgubiony zimny zmienic znajde znajduje znalezc znizka zwiedzanie zły "
     "ładowac łazienka łodz"},
    {"pt", LATIN,
     "aberto abre abril acampamento agosto agua ajudar alimentar alterar alunos amanha andar aniversario "
     "anos apagar aprender aquecimento assar assento associacao avariado bagagem banheiro barato barco "
     "barulho bateria beber bicicleta bilhete bom buscar cachorro caes cafe camara cancelar carne caro "
     "carregar carta carteira casamento casas cem chaves chega chove cidade cinco comboio comeca comer "
     "comida comprado compro computador concerto conduzir configuracoes consertar cores correio cozinha "
     "cresce criancas cursos curto custa dado dente desconto dez dezembro dias dinheiro diploma dirigir "
     "doar dois domingo dor dormir dura eleicoes elevador emprestar encontrar encontro endereco entrega "
     "entregue enviar equipa equipe erro escada escolas escrever esperar exames falam falar familia fatura "
     "febre fecha fechado ferias fevereiro ficheiros filhos formulario frio garantia grande hoje horas "
     "hospital igreja impostos impressora imprimir ingresso inquilino inscricao instalar ir irma irmao "
     "janeiro janelas jardim joelho jogadores jogar jogo julho junho lago lavar legumes leite lento ler "
     "leva ligar lixo loja longo luz mae maio manha marco mau medico meses minutos missa montanha motor "
     "mudar neve noite nove novembro novo oculos oito outubro pacote pagar pago pai pais pao passaporte "
     "passaros pedir peixe pequeno perdi perdido perguntar perigoso permitido piscina plantas pneus portas "
     "praia precos prefeitura professor proibido quarta quartos quatro quebrado quente quinta rapido "
     "recebo receita recibo rede remedio reservar reuniao roubado roupa rua sabado sai sapatos saudavel "
     "segunda seguro seis semanas senha senhorio sete setembro sexta socio sol tamanhos tarde teclado tela "
     "telhado temperatura tempo terca termina tomado trabalhar trazer treino trens tres trilha trocar usar "
     "vacina velho vender vinte visita vizinhos voluntario voo"},
    {"ro", LATIN,
     "abonament acoperis aduce afla ajunge ajuta alegeri ani aniversare antrenament anula apa aprilie "
     "asigurare asociatie astazi astepta august autoritate azi bagaje baie bani barca baterie bea "
     "bicicleta bilet biserica bon bucatarie bun cafea calculator cald camere carne case cere chirias "
     "cinci citi coace colet comanda concert conduce copii costa creste culori cumpar cumparat cursuri "
     "cutie dat decembrie deschide dimineata dinte diploma doi dona dormi douazeci drumetie duminica "
     "dureaza durere echipa ecran elevi eroare examene factura familie febra februarie ferestre fisiere "
     "folosi formular frate furat garantie gasesc gasi genunchi ghid gradina gunoi haine hrani ianuarie "
     "ieftin imprimanta imprumuta incalzire incarca incepe incet inchide inchis inscriere instala interzis "
     "intreba invata iulie iunie joi juca jucatori lac lapte legume lift livrare livrat loc luat lucra "
     "lucreaza lumina lung luni magazin maine mama manca mancare mare marimi marti martie meci medic "
     "medicament merge mic miercuri minute motor munte noaptea noiembrie nou noua nunta ochelari octombrie "
     "opt oras ore paine pantofi parola pasaport pasari patru periculos permis pierdut piscina plaja "
     "plante platesc plati platit pleaca ploua preturi primesc profesor proprietar rapid rau rece reducere "
     "repara retea reteta ridica roti sambata sanatos saptamani sapte sase scari schimb schimba schimbat "
     "scoli scrie scump scurt seara septembrie setari sigur soare sora spala spital sterge strada stricat "
     "suna suta tabara tara tastatura tata taxe temperatura termina tipari trei trenuri trimite usi "
     "vacanta vaccin vechi vecini vinde vineri voluntar vorbeste vorbi vremea zapada zbor zece zgomot zile"},
    {"ru", CYRILLIC,
     "августа апреля аренда багаж бассеин батарея безопасно билет бланк боль больница большои брат быстрыи "
     "ванная велосипед вечером взять вода водить волонтер восемь воскресенье врач вторник выборы гарантия "
     "говорить годы гора город дано два двадцать двери двигатель девять декабря деньги десять дети дешевыи "
     "диплом длинныи длится днеи дождь дома дорогои доставка доставлено еда ехать ждать забрать завтра "
     "заказать закрывается закрыто заменить запрещено зарядить звонить здоровыи зуб играть игроки идти "
     "изменить использовать июля июня каникулы клавиатура ключи колено колеса команда комнаты компьютер "
     "концерт кончается кормить короткии кофе крыша купить курсы кухня лагерь лекарство лестница лифт "
     "лодка магазин маленькии марта матч мать мая медленныи место месяцев минут молоко мусор мясо наити "
     "налоги настроики находится начинается недели новыи ночь ноября обувь овощи одежда озеро окна октября "
     "опасно оплатить отец открывается открыто отменить отопление отправить отправляется отпуск очки "
     "ошибка пароль паспорт печатать печь писать пить платить плачу плохои пляж погода поезда покупаю "
     "получаю помочь понедельник посылка потерял поход починить права прибывает прививка принести принтер "
     "продать птицы пятница пять работает работать размеры разрешено растения растет регистрация реис "
     "рецепт рождения рыба сад свадьба свет сегодня семь семья сентября сестра сеть скидка сломался снег "
     "собаки солнце соседи спать спросить среда старыи стирать сто стоит страна страховка суббота счет "
     "температура теплыи тренировка три удалить украли улица установить утром ученики учитель учить фаилы "
     "февраля хлеб холодныи хорошии цвета цены церковь часов часы чек четверг четыре читать членство шесть "
     "школы шум экзамены экран экскурсия января ящик"},
    {"sr", LATIN,
     "april avgust basta baterija bazen bezbedan bicikl biljke boje bol bolnica brat brod brz buka cekati "
     "cene cetiri cetvrtak cijena cipele citati clanstvo crkva danas dani dato datoteke deca decembar "
     "deset devet diploma djeca dobar dobijam doneti donirati dostava dozvola dozvoljeno dug dva dvadeset "
     "ekran februar garancija godine govoriti grad grejanje greska gume hladan hleb hodati hrana hraniti "
     "ici igraci igrati instalirati ispiti isporuceno izbori izgubljen januar jeftin jesti jezero jul jun "
     "kafa karta kava kirija kisa kljucevi koleno kolovoz komsije koncert koristiti kosta kratak krov kruh "
     "kuce kuhinja kupatilo kupiti kupujem kursevi lek lekar let lift lijecnik lipanj logor los lozinka "
     "maj majka mali mart meseci meso minuta misa mleko mlijeko motor mreza naci nalazi naocare naruciti "
     "nastavnik nedelja nedelje noc novac novembar novi obilazak obitelj obrazac obrisati odeca odmor "
     "oktobar opasan opstina osam osiguranje otac otkazati otpad otvara otvoreno ozujak paket pasos peci "
     "pet petak pisati pitati piti placam placeno planina planinarenje platiti plaza pocinje podesavanja "
     "pokvaren polazi pomoci ponedeljak popraviti popust porezi porodica poslati povrce pozajmiti prati "
     "preuzeti prijava priznanica prodati prodavnica promeniti promijeniti prozori prtljag psi ptice "
     "puniti putovnica racun racunalo racunar raditi raspust raste recept rezervisati riba rođendan rujan "
     "sanduce sati sedam sediste septembar sest sestra sijecanj skole skup smece sneg snijeg sobe spavati "
     "spor sreda srijeda stampac stampati stanar stari stepenice stize subota sunce svetlo svibanj "
     "tastatura tecaj temperatura topao traje trening trgovina tri ucenici uciti udruzenje ujutru ukraden "
     "ulica utakmica utorak uvece uzeti vakcina velicine veliki vencanje vlak voda volonter voziti vozovi "
     "vrata vreme vrijeme vrt zabranjeno zameniti zatvara zatvoreno zavrsava zdrav zemlja zub zvati"},
    {"sr", CYRILLIC,
     "август април базен батерија башта безбедан бицикл биљке бол болница боје брат брз брод бука вакцина "
     "велики величине венчање вода возити возови волонтер врата време гаранција говорити године град "
     "грешка грејање гуме данас дани датотеке два двадесет девет десет деца децембар диплома добар добијам "
     "дозвола дозвољено донети донирати достава дуг екран забрањено завршава заменити затвара затворено "
     "звати здрав земља зуб игра играчи избори изгубљен инсталирати испити испоручено ићи карта кафа "
     "кирија киша колено комшије концерт користити кошта кратак кров купатило купити купујем курсеви "
     "кухиња куће кључеви лек лекар лет лифт логор лозинка лош мали март мај мајка месеци месо минута "
     "млеко мотор мрежа налази наочаре наручити наставник наћи недеља недеље новац новембар нови ноћ "
     "обилазак образац обрисати одећа одмор октобар опасан општина осам осигурање отац отвара отворено "
     "отказати пакет пасош пет петак пећи писати питати пити плажа планина платити плаћам плаћено поврће "
     "подешавања позајмити покварен полази помоћи понедељак поправити попуст порези породица послати "
     "почиње прати преузети признаница пријава продавница продати прозори променити пртљаг пси птице "
     "пунити радити распуст расте рачун рачунар резервисати рецепт риба рођендан сандуче сати светло седам "
     "седиште септембар сестра скуп смеће снег собе спавати спор среда станар стари степенице стиже сто "
     "субота сунце тастатура топао траје тренинг три увече удружење узети украден улица утакмица уторак "
     "ученици учити ујутру фебруар хладан хлеб ходати храна хранити цене ципеле црква чекати четвртак "
     "четири читати чланство шест школе штампати штампач јануар језеро јести јефтин јул јун"},
    {"sv", LATIN,
     "affar andra andrat anmalan ansoka anvanda april arbeta ata ater atta augusti avboka badrum bagage "
     "baka barn bat batteri behover berg bestalla betala betalar betalat betyg biljetten billig blankett "
     "borjar bra brevlada brod brollop bror buller butik byta cykel dack dagar dalig dator december dorrar "
     "dricka dyr elever faglar faktura familj farger farlig feber februari fel fem filer fisk flyg flytta "
     "fodelsedag fonster forbjudet forening forsakring fraga frakt fredag frisk fyra ga galler gammal gar "
     "garanti gata gett glasogon grannar gronsaker gudstjanst haller hamta helg hiss hitta hittar hjalpa "
     "hjalper hundra hyresgast hyresvard idag imorgon installera installningar januari jobbar juli juni "
     "kaffe kall klader kna kok konsert koper kopt kor kora korkort kort kostar kott kurser kvall kvitto "
     "kyrka ladda laddar laga lager laget lakare lamna land lang lange langsam lara larare lasa laser "
     "levererat ligger liten ljus lordag losenord lov maj mamma manader mandag mars mat mata match medicin "
     "medlemskap minuter mjolk morgon motor myndighet natt natverk nio november ny oktober onsdag ont "
     "oppet oppnar paket pappa pass pengar pratar priser prov rabatt radera recept regnar reparera ringa "
     "ringer rummet saker salja semester september sex simhall sittplats sjo sju sjukhus skanka skarm "
     "skatter skicka skickar skolor skor skriva skrivare skriver sla slutar sma smarta snabb sno soker "
     "solen sondag sopor sova spela spelar spelare stad stanger stangt star stor stora storlekar strand "
     "stulen syster tag tagit taket talar tand tander tangentbord tappat temperatur tillatet timmar tio "
     "tisdag tjugo torsdag tradgard traning trappa trasig tre tva tvatta vaccin vader val vandra vanta "
     "varar varm varme vatten vaxer vaxter veckor visning volontar"},
    {"tr", LATIN,
     "acılıyor ag agrı agustos aile aksam aldım altı alınan alıyorum anne antrenman aralık aramak asansor "
     "ası ates ayakkabı ayarlar aylar baba bagaj bagıs bahce balık banyo baslıyor bedenler beklemek "
     "belediye bes beslemek bilet bilgisayar bisiklet bitiyor bitkiler bozuldu bugun bulabilirim bulmak "
     "bulunuyor buyuk buyur calındı calısmak calısıyor cami carsamba catı cocuklar cop cuma cumartesi dag "
     "dakika degisim degistirmek dernek diploma dis diz dogum doktor dokuz dort dosyalar dugun dukkan "
     "ehliyet ekim ekmek ekran eski et evler eylul fatura fis fiyatlar form garanti gece geliyor getirmek "
     "gidiyor gitmek giysi gol gondermek gonullu gozluk gunes gunler gurultu guvenli hafta hastane hata "
     "hava havuz haziran hızlı icmek iki ilac indirim iptal istemek istiyorum iyi izin kahve kalkıyor kamp "
     "kapalı kapanıyor kapılar kar kardes kasım kayboldu kayıt kiracı klavye koltuk komsular konser "
     "konusmak konusuluyor kotu kucuk kullanmak kurmak kurslar kuslar kısa lastik mac magaza mart mayıs "
     "merdiven motor mutfak nisan ocak odalar odemek odendi oderim odunc ogrenciler ogrenmek ogretmen "
     "okullar okumak onarmak oynamak oyuncular pahalı paket para pasaport pazar pazartesi pencereler "
     "persembe pil pisirmek plaj posta rehber renkler saat sabah saglıklı salı sarj satmak satın sebze "
     "secim sehir sekiz sifre sigorta silmek siparis soguk sokak sormak subat surmek suruyor sut sıcak "
     "sıcaklık sınavlar takım tarif tatil tehlikeli tekne temmuz teslimat trenler tutar uc ucus ucuz ulke "
     "uyelik uyumak uzun vergiler verilen yagmur yardım yarın yasak yavas yazdırmak yazmak yazıcı yedi "
     "yemek yeni yirmi yuruyus yuz yıkamak yıllar ısık ısıtma"},
    {"uk", CYRILLIC,
     "багаж басеин батарея батько безпечно березня бланк брат будинки біль ванна ввечері великии велосипед "
     "вересня весілля взуття взяти вибори видалити вкрали вода водити волонтер вранці встановити вулиця "
     "вчитель вчити вівторок відкривається відправляється відпустка відчинено вікна вісім гарантія "
     "говорити годин години годувати гора гравці грати гроші грудня дано дах два двадцять двері двигун "
     "девять десять дешевии дзвонити диплом днів добрии довгии дозволено допомогти дорогии доставка "
     "доставлено дощ друкувати діти екран екскурсія жовтня заборонено забрати завтра загубив закінчується "
     "замовити замінити запитати зарядити зачинено зачиняється здоровии зламався змінити знаити "
     "знаходиться знижка зуб ити кава канікули квиток квітня клавіатура ключі колеса кольори коліно "
     "команда компютер концерт користуватися короткии коштує крамниця краіна купити купую курси кухня "
     "кімнати липня листопада лютого лікар лікарня ліки ліфт магазин малии мати матч мережа молоко мясо "
     "місто місце місяців надіслати налаштування народження небезпечно неділя новии ніч овочі одяг озеро "
     "окуляри опалення оренда отримую пароль паспорт пекти писати пити платити плачу пляж повільнии "
     "погании погода податки полагодити помилка понеділок посилка похід починається поізди права прати "
     "працювати працює прибуває принести принтер продати птахи пятниця пять рахунок реис рецепт реєстрація "
     "риба родина розміри роки рослини росте сад світло середа серпня сестра скасувати скринька сміття "
     "сніг собаки сонце спати сплатити старии сто страхування субота сусіди сходи сьогодні сім сімя січня "
     "табір температура теплии тижні травня тренування три триває учні фаили хвилин хліб холоднии церква "
     "ціни чек чекати червня четвер читати членство човен чотири швидкии школи шум шість щеплення іжа "
     "іспити істи іхати"},
    {"vi", LATIN,
     "an anh ao ba bac banh bat bau bay be benh bep bien bo bon ca can cau cay cha cham chia chieu chim "
     "chin choi chu chuyen co con cu cuoi dai dung em ghe gia giam giao giat giay gieng giup goi gui hai "
     "hang hanh hiem hinh hoa hoc hoi hom hong hop huy in keo ket khau khoa khoe kinh ky lanh lay loi lon "
     "luyen ly mai man mang mat mau may me mi mo mua muoi nam nang ngan nghi ngu nguy nguyen nha nhac nhan "
     "nhanh nhat nhiet nho noi nong nui nuoc nuoi nuong phe phep phim pho phong phut pin quan rac rau re "
     "sac sang si sinh so sot su sua suoi tam tap tau tep tham thang thanh thay the thit tho thoi thu thuc "
     "thue thuoc thuyen tiem tien tiet tim tinh toan tot tra trai tram tran trom truong tuan tuyet uong "
     "viec vien viet vuon xau xe xoa xom đap đat đem đinh đoc đoi đon đong đua đuong"},
};

#endif

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
    /* How words begin that people ask bots with: opening hours, prices, bookings. Plain (in Devanagari, whose
     * vowels are marks, folded), in the order of bytes, and none with more than three letters begins another.
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

#endif

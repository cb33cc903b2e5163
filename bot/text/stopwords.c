/* text/stopwords.c - the function words of languages.
 *
 * Function words hold sentences together: articles, pronouns, prepositions, conjunctions, auxiliaries,
 * question words and the polite phrases of questions. The lists were drawn up from the languages' closed word
 * classes, not from any collection. They are evidence of the weak kind, wherever it is asked for, never a list
 * of what to throw away: "what is it" is a question too. And they tell languages apart (language.c), which is
 * why some languages have one for which there is no stemmer. */
#include "text/text.h"

#include <string.h>

#include "util/util.h"

/* The words of each language in byte order, a blank between two; folded as struct word's `plain` is: small
 * letters, without accents and apostrophes, but with the vowel signs of Indian scripts. Serbian is written in
 * two alphabets and has each word twice. */
static const struct stopwords {
    char code[LANGUAGE_CODE_BYTES];
    const char *words;
} lists[] = {
    {"ar",
     "ا اثناء اجل احد اخر اذا اذن اريد استطيع اكثر الا الان التي الذي الذين الى ام اما امام ان انا انت "
     "انتم انه انها او اي اية ايضا اين باي بخصوص بدون بشان بعد بعض بكم بل بلا بماذا بمن به بها بهذا بين "
     "تحت تكون تلك تم توجد ثم جدا جميع حتى حول حيث حين خارج خلال دون ذلك رجاء سوف شكرا ضد ضمن عبر على علي "
     "عليك عليكم عليه عليها عن عند عندكم عندما عندي غير فضلك فوق في فيه فيها قبل قد كان كانت كل كم كما "
     "كنت كيف كيفية لا لان لدي لديك لديكم لقد لك لكم لكن لم لماذا لمن لن لنا له لها لهم لو لي ليس ليست ما "
     "ماذا ماهو ماهي متى مثل مرحبا مع معك معكم معي ممكن من منذ منه منها نحن نحو نعم نفس هذا هذه هل هم هن "
     "هنا هناك هو هولاء هي و وكيف وما وهل يا يتم يجب يكون يمكن يمكنك يمكنكم يمكنني ينبغي يوجد"},
    {"bg",
     "а аз ако без беше би бих благодаря бъда бъдат бъде бях бяха в вас ваш ваша ваше вече ви вие все "
     "всеки всички във да дали до добре докато докога за зад заради защо здравеите и из или им има имам "
     "имате иска искам как каква какви какво какъв като кога кого кое което кои които колко коя която "
     "къде към ли м ме между мен ми мога могат моето може можем можете мои моите моля моя моят му на над "
     "нас не него нещо ни ние никои но нужни нужно някакви някои ням няма о обаче около от откъде отново "
     "пак по под поне после пред преди през при са само се сега си след сме сте съм със също та така там "
     "твои те тези ти то това тогава този тои трябва тук тя у че чии чрез ще щом я"},
    {"ca",
     "a abans aixo al algu algun alguna alguns alla allo als amb aquell aquella aquest aquesta aquestes "
     "aquests aqui avui be cada cal cap com contra dal de del dels des despres doncs e el ella elles ells "
     "els em en ens entre era eren es esser esta estan estar estic et ets fa faig fan fem fer feu fins "
     "gracies ha hauria haver he hem hi ho hola i ja jo la las les li llavors lo los m ma mai malgrat "
     "mateix me mentre mes meu meus meva meves mi mig molt molta molts ne ni no nosaltres nostra nostre "
     "nostres o on pel pels per pero perque plau poc podem poden podeu podria pot puc qual quals "
     "qualsevol quan quant quanta quantes quants que qui quin quina quines quins s sa se segons sense ser "
     "seria seu seus seva seves si sisplau sobre soc som son sota t tambe tan tant te tenen tenir tens "
     "teu teva tinc tot tota totes tots tu un una unes uns us va vaig van vol voldria vols vosaltres "
     "voste vostes vostra vostre vull"},
    {"cs",
     "a aby ale ani ano asi az bez bude budou budu by bych byl byla bylo byly byt ceho cem chci chtel "
     "chtela ci co cokoliv da dalsi dekuji do dostanu ho i ja jak jaka jake jako jakou jaky jakym jde je "
     "jeho jeji jejich jen jeste jestli ji jim jiny jsem jsi jsme jsou jste k kam kazdy kde kdo kdy kdyz "
     "ke koho kolik komu ktera ktere ktereho kteri kterou ktery kterych kudy kvuli lze ma maji mam mame "
     "mate me mezi mi mne mnou moc moct mohl mohu moje moji muj musi musim muze muzeme muzete muzu my "
     "mych mym na nad nam nas nase ne nebo neco nejaky nekdo neni nez nic o od odkud on ona oni ono po "
     "pod podle pokud pomoci potom potreba potrebuji pred pres pri pro proc prosim protoze s se si sice "
     "smim sve sveho svou svuj ta tady tak take takze tam te tebe tedy ten tento teto tim to tohle toho "
     "tom tomu tu ty u uz v vam vas vase ve vice vsak vsechno vsichni vy z za zda ze"},
    {"da",
     "ad af alle alt anden at bare blev blive bliver burde bør da de dem den denne deres det dette dig "
     "din dine dit dog du efter eller en end er et fa far fik findes for fordi fra før gennem gerne gør "
     "gøre ham han hans har havde have hej hende hendes her hos hun hvad hvem hvems hver hvilke hvilken "
     "hvilket hvis hvor hvordan hvorfor hvorhen hvornar i ikke ind ingen intet ja jeg jer jeres jo kan "
     "kom kommer kunne ma man mange matte med meget mellem men mig min mine mit mod nar ned nej nogen "
     "noget nogle nu og ogsa om op os over pa sa selv selvom siden sig sin sine sit skal skulle som tak "
     "til ud uden under var ved vi vil ville vor vore være været"},
    {"de",
     "aber alle als also am an auch auf aus bei beim bin bis bitte da dabei dafur damit danke daran darf "
     "das dass davon dazu dein deine deinen deiner dem den denn der des dich die dies diese diesem diesen "
     "dieser dieses dir doch dort du durch durfen durfte ein eine einem einen einer eines er es etwas "
     "euch euer eure euren fur gegen gegenuber gibt habe haben hallo hast hat hatte hatten hier ich ihm "
     "ihn ihnen ihr ihre ihrem ihren ihrer ihres im in ins ist ja jede jeden jeder jedes kann kein keine "
     "keinen keiner konnen konnte mag mal man mehr mein meine meinen meiner mich mir mit mochte mochten "
     "muss mussen musste nach nein nicht noch nun nur ob oder ohne schon sein seine seinen seiner seit "
     "sich sie sind so soll sollen sollte sollten sondern sowie uber um und uns unser unsere unserem "
     "unseren unserer unseres viel viele vielen vom von vor wahrend wann war ware warum was wegen weil "
     "welch welche welchem welchen welcher welches wem wen wenn wer werden wessen wie wieso will wir wird "
     "wo woher wohin wohl wollen wollte wurde wurden zu zum zur zwischen"},
    {"el",
     "α αλλα αν αντι απ απο αργοτερα ασ αυτα αυτεσ αυτη αυτην αυτησ αυτο αυτοι αυτον αυτοσ αυτου αυτων "
     "γεια για γιατι δε δεν δηλαδη δικα δικεσ δικη δικο δικοσ εαν εγω εδω ειμαι ειμαστε ειναι εισαι ειστε "
     "εκει εκεινη εκεινο εμασ εμεισ εμενα ενα εναν ενασ ενοσ εξω επειδη επι επισησ εσασ εσεισ εσενα εσυ "
     "ευχαριστω εχει εχετε εχουμε εχουν εχω η ηδη ηταν θα θελω καθε και καποια καποιο καποιοσ κατα κατι "
     "κι λοιπον μα μασ με μεσα μετα μεχρι μη μην μια μου μπορει μπορειτε μπορουμε μπορουν μπορω να ναι ο "
     "οι ολα ολεσ ολη ολοι ομωσ οπου οπωσ οσο οταν οτι οχι πανω παρα παρακαλω πια πιο ποια ποιαν ποιασ "
     "ποιεσ ποιο ποιοι ποιον ποιοσ ποιουσ ποιων πολυ ποσα ποσεσ ποση ποσο ποσοι ποσοσ ποσων ποτε που "
     "πρεπει πριν προσ πρωτα πωσ σαν σασ σε στα στη στην στησ στισ στο στον στου στουσ συ τα τη την τησ "
     "τι τιποτα τισ το τον τοσο τοτε του τουσ των υπαρχει υπαρχουν χθεσ χωρισ ωσ"},
    {"en",
     "a about after all also am an and any anybody anyone anything are arent as at be because been before "
     "being but by can cannot cant could couldnt did didnt do does doesnt doing done dont else exactly for "
     "from get give got had has hasnt have havent having he hello her here hers hey hi him his how hows i id "
     "if ill im in into is isnt it its itself ive just know let lets like may me might mine must my "
     "myself need no not of off on one ones onto or other our ours out over please really shall she "
     "should shouldnt so some somebody someone something such tell than thank thanks that thats the their "
     "theirs them then there theres these they theyre this those to too up us very want was wasnt we were "
     "werent what whats when whens where wheres whether which while who whom whos whose why whys will "
     "with wont would wouldnt yes you your youre yours"},
    {"es",
     "a ahora al algo alguien alguna alguno algunos alli ante antes aquel aquella aqui bajo cada como con "
     "cual cuales cuando cuanta cuantas cuanto cuantos cuya de debe deben debo del desde despues donde "
     "durante e el ella ellos en era eran es esa esas ese eso esos esta estamos estan estar estas este "
     "esto estos estoy favor fue gracias ha habia hace hacen hacer hacia han has hasta hay he hemos la "
     "las le les lo los mas me mi mia mio mis muy nada nadie ni no nos nosotros nuestra nuestras nuestro "
     "nuestros o otra otras otro otros para pero podemos poder podria por porque puede pueden puedo que "
     "quien quienes quiere quiero se sea segun ser seria si sido sin sino sobre son soy su sus tambien "
     "tanto te tenemos tener tengo ti tiene tienen toda todas todo todos tu tus u un una unas uno unos "
     "usted ustedes vuestro y ya yo"},
    {"eu",
     "al ala aldera antzera arte asko atzo aurretik ba badago baduzu bai baina baino bakoitz baldin "
     "banaiz bat batean batek baten bati batzuetan batzuk bazen behar beharko bera beraiek berak berari "
     "bere bertan beste besteak bezala bidez bihar bitartean da dago daiteke daitezke dakit daude dauka "
     "daukat den dezake dezakegu dezaket dezakete dezakezu didazu didazue digute dio dira diren ditu "
     "ditudan ditugu ditut ditzaket dizkit du dugu dut dute duten duzu duzue edo egin egiten ere erre "
     "eskerrik eta ez ezin gabe gainean gara gero gu gure guzti guztiak haiek hain hala han hau hauek "
     "hemen hona hor hori horiek horrek horren horretan hura iezaguzu inon inor izan izango izena kaixo "
     "kontra mesedez nago nahi naiteke naiz naizen ni nik nire niri noiz noizko nola nolako nolakoa non "
     "nondik nongo nor nora norako norekin norentzat nori nork nortzuk nuen orain orduan ordutan oso ote "
     "zaio zait zaizkit zara zaude ze zehar zein zeintzuk zen zenbat zer zeren zergatik zerk zertan "
     "zertarako ziren zituen zoaz zu zuek zuen zure zuretzat"},
    {"fa",
     "از است اما ان انها او اگر ایا این اینجا با باید بدون بر برای بسیار به بود بودن بوده بین تا تان تر "
     "تواند توانم توانید خواهد خواهم خود خیلی دارد دارم دارند دارید داشت در دیگر را روی سلام سپس شد شده "
     "شما شود شوند فقط لطفا ما مثل مرا ممنون من می میتوان میتوانم میشود نمی نه نیز نیست ها های هر هست "
     "هستم هستند هستید هم همه همین هنوز و وقتی ولی پس پیش چرا چطور چقدر چند چه چگونه چی چیست کجا کجاست "
     "کدام کرد کردن کرده کند کنم کنند کنید که کی گر یا یک"},
    {"fi",
     "ehka ei eivat eli en ennen enta et etta haluaisin haluan han hanen he hei heidan ilman itse ja "
     "jalkeen jo joka jolla jonka jos joskus jossa jotka jotta kai kaikki kanssa kauan kehen kenelle "
     "kenelta kenen ketka kiitos koska kuin kuinka kuka kumpi kun kuten kylla lisaksi luona me mihin mika "
     "mikali miksi millainen millaisia mille milloin mina minka minne minua minulla minulle minun minusta "
     "minut missa mista mita miten mitka montako mukaan mutta myos naiden nama ne niiden niin niita no "
     "noin nuo nyt olemme olen olet olette oli olin olisi olla ollut oma on onko ovat ovatko paljon "
     "paljonko pitaa pitaako saa saako saan saanko saavat saavatko se seka sen siella siihen siina siita "
     "silla sina sinun sita sitten tai tama taman tassa tasta tata taytyy taytyyko te teidan teilla "
     "teille teilta tuo tuon vaan vai vaikka vain vastaan viela voi voiko voimme voin voinko voisiko "
     "voitko voitteko voivat yli"},
    {"fr",
     "a ai ainsi alors apres as atil au aucun aucune aussi aux avais avait avant avec avez avoir avons "
     "bonjour ca car ce ceci cela celle celui ces cest cet cette ceux chaque chez combien comment contre "
     "daccord dans de depuis des devez devrais dois doit doivent donc dont du dun dune elle elles en "
     "entre est estce estil et etaient etait etre eux faire fait faut font ici il ils jai je jusqu jusque "
     "la laquelle le lequel les lesquels leur leurs lon lorsque lui ma mais me meme memes merci mes moi "
     "moins mon nai ne nest ni non nos notre nous on ont ou oui par pas pendant peut peuvent peux plus "
     "pour pourquoi pourrait pouvez pouvons puis puisje quand que quel quelle quelles quelque quelques "
     "quels quest qui quil quoi sa sans se sera serai ses sest si sil soi son sont sous suis sur ta te "
     "tes toi ton tous tout toute toutes tres trop tu un une va vais vers veulent veut veux vont vos "
     "votre voudrais vous y"},
    {"ga",
     "a ach ag agaibh agaim againn agam agat agus aici aige ais ait am amach amarach an ann anseo ansin "
     "aon ar araibh aris as ata ataim ba bheadh bheas bheidh bheith bhfuair bhfuil bhi bhionn bhur bi "
     "bionn ca cad caithfidh car cathain ce cead ceann ceard cen chomh chugainn chugam chugat chuig chun "
     "cibe cona conas da daoibh de dean deanamh den dheanamh di do doibh dom duinn duit dul e eatarthu "
     "eigin eile fad faoi faoin faoina fath feidir fein fhaid fos ga gach gaire gan go gur i iad in inar "
     "inne inniu is isteach lasmuigh le leat lei leis leo libh linn linne liom ma maith mar me mhead "
     "mheadh mheid mise mo mor muid mura na nach ni nil nior nios no nuair o on os raibh roimh roimhe ru "
     "sa san se sea seo si siad sibh sin sinn slan sna sula ta tabhair taim taimid tri trid trina tu tusa "
     "uaim uainn uait uile um un"},
    {"he",
     "אבל או אותה אותו אותי אותם אז אחר אחרי איזה איזו איך אילו אין איפה אל אלא אלה אליכם אם אנו אנחנו "
     "אני אפשר אצלכם את אתה אתם ב באיזה באיזו בבקשה בין בלי בשביל גם האם הוא הזאת הזה היא היה היו הייתי "
     "היתה הם הן זאת זה זו חייב חייבת יכול יכולה יכולים יש כאן כאשר כבר כדי כי כך כל כמה כמו כן לא לאן לה "
     "להיות להם לו לי לך לכם ללא למה לנו לפי לפני מאוד מאין מאיפה מה מהו מהי מהם מותר מי מישהו מן מתוך "
     "מתי נא עד עוד עכשיו על עם ערך פה צריך צריכה צריכים רוצה רק של שלו שלום שלי שלך שלכם שלנו שם תודה תוך"},
    {"hi", "अगर अपना अपनी अपने अब अभी आप आपका आपकी आपके आपको इन इस इसका इसकी इसके इसमें उन उनका उनकी "
           "उनके उस उसका उसकी उसके एक ऐसा ऐसे और कई कब कभी करके करता करती करते करना करने करूँ करें कहाँ "
           "का कि कितना कितनी कितने किधर किन किस किसका किसी किसे की कुछ कृपया के कैसा कैसी कैसे को कोई "
           "कौन कौनसा क्या क्यों गई गए गया चाहिए चाहिये जब जहाँ जाए जाता जाती जाते जाना जिन जिस जैसे जो "
           "तक तब तुम तुम्हारा तो था थी थे दिया दी दूसरा दूसरे दे दें देना द्वारा धन्यवाद न नमस्ते नहीं "
           "ना ने पर पहले पास फिर बहुत बाद बारे बिना भी मत मुझको मुझे में मेरा मेरी मेरे मैं यदि यह "
           "यहाँ या ये रहा रही रहे लिए लिया ले लेकिन व वह वहाँ वाला वाली वाले वे सकता सकती सकते सकूँ सब "
           "सबसे सभी साथ से हम हमारा हमारे हमें ही हुआ हुई हुए हूँ है हैं हो होगा होगी होता होती होते "
           "होना"},
    {"hu",
     "a abban ahhoz ahol aki akkor alatt altal altalaban ami amikor annak arra arrol at attol az bar be "
     "bele ben benne benned csak de e egy egyik el eleg elott en ennek erre errol es ez ezek ezen ezert "
     "ezt fel fele ha hanem hany hiszen hogy hogyan hol honnan hova ide igen ilyen is itt kapcsolatban "
     "kell kellene kerem ki kicsoda kie kihez kik kinek kit kivel koszonom kozott kozul le legyen lehet "
     "lehetne lenne lesz ma mar meddig meg mekkora mellett mely melyik melyiket mennyi mennyibe mert mi "
     "miatt miert mikor mikortol milyen mind minden mit mivel most nagyon ne neked nekem nekik nekunk "
     "nelkul nem nincs nincsenek o ok olyan on onok ossze ott pedig peldaul ra sajat sem semmi szabad "
     "szamara szerint szia szuksegem szukseges te ti tud tudnak tudok tudom tudtok ugy utan vagy vagyok "
     "valo van vannak vele velem vissza volna volt"},
    {"hy",
     "ա ամբողջ ամեն այդ այլ այն այնտեղ այո այս այստեղ անգամ ապա առանց առաջ ասել արդեն արդյոք բայց բարեւ "
     "բոլոր բոլորը դա դե դեպի դեռ դու դուք դրա դրանք ե եթե եղել եմ են ենք ես երբ երբեւէ եւ եք է էի էին "
     "էիք էլ էր ըստ թե թեեւ թող իմ ինձ ինչ ինչն ինչու ինչպես ինչպիսի ինչքան ինքը իսկ իր իրեն իրենց իրենք "
     "լինել լիներ լինի լինում կա կամ կան կապված կարելի կարող կլինեն կլինի կողմից համաձայն համար հանդեպ "
     "հենց հետ հետեւ հետո հիմա ձեզ ձեր ձերը մասին մեզ մեկ մենակ մենք մեջ մեր մի միայն մինչ մինչեւ միջեւ "
     "մոտ նա նաեւ նախքան ներկա նման նույն նրա նրան նրանց նրանք շատ շնորհակալություն ոչ ով ովքեր որ որեւէ "
     "որը որի որին որից որոնց որոնք որպեսզի որտեղ որտեղից որքան ում ունեմ ունեն ունենք ունեք ունի ուր չեմ "
     "չեն չէ չի չկա պարզապես պետք պիտի սա սրա վրա տակ քան քանի քանիսին քեզ քո"},
    {"id",
     "ada adakah adalah adanya agar aja akan aku anda antara apa apabila apakah atas atau bagaimana "
     "bagaimanakah bagi bahwa beberapa begini begitu belum berapa berapakah bila bisa bisakah boleh "
     "bolehkah bukan cara dalam dan dapat dapatkah dari daripada dengan di dia dimana dimanakah dulu "
     "gimana hanya hari harus haruskah ia ialah ini itu jadi jangan jika juga kah kalau kalian kalo kami "
     "kamu kapan kapankah karena kasih kau ke kenapa kepada kita lagi lah lain lalu lebih lewat maka mana "
     "masih mau melalui mengapa mereka mohon namun nya oleh pada padahal para perlu perlukah pernah punya "
     "saja sama sampai sangat saya sebelum seberapa secara sedang sehingga sejak selama semua seperti "
     "serta sesudah setelah setiap siapa siapakah sudah supaya tak tanpa telah tentang terhadap terima "
     "tersebut tetapi tidak tolong untuk walaupun ya yaitu yang"},
    {"it",
     "a ad agli ai al alla alle allo anche ancora avete bisogna buongiorno ce che chi ci ciao cio col "
     "come con cosa cose cosi cui da dagli dai dal dalla dalle dallo degli dei del della delle dello deve "
     "devo devono di dopo dove dovrei e ed era essere fa faccio fare fino fra gia gli grazie ha hai hanno "
     "ho i il in io l la le lei li lo loro lui ma me mi mia mie miei mio molto ne negli nei nel nella "
     "nelle nello no noi non nostra nostri nostro o ogni oppure per perche pero piu poi possiamo posso "
     "possono potete potrei prego prima puo puoi qual qualche quale quali quando quanta quante quanti "
     "quanto quella quelle quelli quello questa queste questi questo qui se sei senza si sia siamo sono "
     "sopra sotto stata stato su sua sue sugli sui sul sulla sulle suo suoi te ti tra tu tua tuo tutta "
     "tutte tutti tutto un una uno verso vi voglio voi vorrei vostra vostri vostro"},
    {"lt",
     "aciu anksto anot ant apie aplink ar arba as be bei bet bus buti butina butu buvo cia dabar dar daug "
     "deja deka dekui del esame esate esu gal galeciau galetu gali galima galime galite galiu i iki ir is "
     "ivairiu ja jai jam jame jau jei jeigu ji jie jiems jis jo jog joje joks jos ju jums juos jus jusu "
     "ka kad kada kai kaip kam kas kazkas keli kelinta kiek kieno kita kitas kiti kito kitos ko kodel "
     "koki kokia kokie kokios kokiu koks kol kur kuri kuria kurie kurio kurioje kurios kuris kuriu laba "
     "labai lyg man mane manes manimi mano mes mums mus musu musuose ne nebe nei nera nes niekas nieko "
     "norint nors nuo o ogi ol pagal pas pati pats per po prasau prie pries pro reikes reiketu reikia sau "
     "save saves savo si sia siame sie sios sis siu su ta taciau tad tai taip tam tame tarp tas tie tiek "
     "tiems tik to toj tokia toks tos tu tuo turetu turi turime turite turiu uz va vel viena vienu virs "
     "vis visa visas visi visos visu yra"},
    {"ne", "अगाडि अघि अनि अब अरू अर्को अहिले आज आफू आफ्नो उनको उनी उनीहरू उसको ऊ एउटा एक क कता कति "
           "कतिको कसको कसरी कसलाई कसले कसैको कहाँ कहिले का कि किन कुन कुनै कृपया के को गरी गरेको गर्छ "
           "गर्छन् गर्दा गर्न गर्नु गर्नुपर्छ गर्नुपर्ने गर्नुहोस् गर्ने चाहन्छु चाहिन्छ छ छन् छु छैन "
           "छैनन् जब जसको जस्तो जहाँ जान जुन जो तपाईं तपाईंको तपाईंलाई तर तल तिमी तिम्रो त्यस त्यसको "
           "त्यसैले त्यहाँ त्यो थिए थियो धन्यवाद न नमस्ते नै पछि पनि पर्छ पर्ने पाइन्छ पाउँछ पाउन बाट "
           "बारे बारेमा बिना भएको भने भन्दा भन्ने भयो भित्र म मलाई मा मात्र माथि मेरो मैले यदि यस यसको "
           "यसरी यहाँ यो र लाई लागि लाग्छ लाग्ने ले वा सँग सकिन्छ सक्छु सक्नुहुन्छ सबै सम्म साथ हामी "
           "हामीलाई हाम्रो हुँदा हुन हुने हुन् हुन्छ हो होइन"},
    {"nl",
     "aan af al alle alleen als alstublieft altijd andere anders ben bent bij binnen boven buiten daar "
     "dan dank dat de deze die dit doe doen door dus een en er ergens gaan gaat geef geen graag haar had "
     "hallo heb hebben hebt heeft hem hen het hier hij hoe hoeveel hun iemand iets ik in is ja je jij jou "
     "jouw jullie kan kon kun kunnen kunt maar mag mee meer men met mij mijn mocht moet moeten mogen na "
     "naar nee niet niets nog nu of om omdat onder ons onze ook op over per sinds te tegen tijdens toch "
     "tot tussen u uit uw van vanaf vanuit veel via voor waar waarom waarop waarvoor wanneer waren was "
     "wat we wel welk welke werd wie wiens wij wil willen word worden wordt zal ze zelf zich zij zijn zo "
     "zoals zonder zou zullen"},
    {"no",
     "a alle alt andre annen at av bare ble bli blir burde bør da de deg dem den denne der dere deres det "
     "dette di din dine ditt dog du eg ein eit eller en enn er et etter fa far fikk finnes for fordi fra "
     "før gjennom gjerne gjør gjøre ha hadde ham han hans har hei henne hennes her hos hun hva hvem hver "
     "hvilke hvilken hvilket hvis hvor hvordan hvorfor hvorfra i ikke ikkje ingen ingenting inn ja jeg jo "
     "kan kom kommer korleis kunne kva kvar ma man mange matte med meg mellom men min mine mitt mot mye "
     "na nar ned nei noe noen og ogsa om opp oss over pa sa seg selv siden sin sine sitt skal skulle som "
     "takk til under ut uten var vare ved vi vil ville være vært"},
    {"pl",
     "a aby albo ale bardzo beda bede bedzie bez bo by byc był była było były chce chciałabym chciałbym "
     "ci ciebie co cos czego czemu czy czyj czyli czym dla dlaczego do dokad dziekuje gdy gdzie go i ich "
     "ile ilu im ja jak jaka jaki jakich jakie jakim jakis jako je jego jej jesli jest jestem jeszcze "
     "jezeli juz kazda kazdy kiedy kim kogo komu kto ktora ktore ktorego ktorej ktory ktorych ktorzy ktos "
     "ku lub ma maja mam mamy mi miec mna mnie moga moge moich moj moja moje mojego mojej mojemu moze "
     "mozecie mozna musi musze my na nad nalezy nam nas nasz nasza nasze nic nich nie niej nim niz o od "
     "on ona one oni ono oraz pan pani po pod podczas poniewaz potrzebne potrzebuje powinienem prosze "
     "przed przez przy sa sam sie skad soba sobie swoj swoja swoje swojego ta tak takze tam te tego tej "
     "ten teraz tez to tobie trzeba tu ty tych tym u w wam was wasz we według wiec wszystkie wszystko z "
     "za zanim ze zeby"},
    {"pt",
     "a alem alguem algum alguma algumas alguns ante antes ao aos apos aquela aquele aqui as ate cada com "
     "como contra cuja da das de dela dele deles depois desde desta deste deve devem devo disso do dos "
     "dum duma durante e ela elas ele eles em entao entre era essa esse esta estao estar estou eu existe "
     "faco favor fazer fica foi for foram gostaria ha isso isto ja la lhe lo mais mas me mesmo meu meus "
     "mim minha minhas muito na nao nas nem nenhum nesta neste no nos nossa nosso num numa o obrigado ola "
     "onde os ou para pela pelas pelo pelos perante pode podem podemos poder por porque posso pra preciso "
     "quais qual qualquer quando quanta quantas quanto quantos que quem quero sao se seja sem ser sera "
     "seu seus sim so sob sobre somos sou sua suas tambem tao te tem tenho ter teu teve toda todas todo "
     "todos tu tua um uma umas uns voce voces vos vossa"},
    {"ro",
     "a acea aceasta aceea acest acesta aceste acolo ai aici al ale alt alta am apoi ar are as asta ati "
     "atunci au avea avem aveti buna ca cand care cat cata cate cati ce cea cei cel cele ceva chiar cine "
     "cineva cu cui cum cumva da daca de deja despre din dintre doar dumneavoastra dupa ea ei el ele este "
     "eu exista fara fi fie fiecare fost iar ii il imi in inainte inca intre isi iti la le li lor lui ma "
     "mai mea mei mele mereu meu mi mie mine mult multa multe multi multumesc ne nici nimic noastra noi "
     "nostru nu o ori pana pe pentru peste poate pot poti prin putea puteti rog sa sale sau se sint spre "
     "sub sunt suntem ta tau te toata toate tot toti trebuie tu un una unde unei unele unor unui unul v "
     "va voastra voi vom vor vostru vreau"},
    {"ru",
     "а без будет буду будут бы был была были было быть в вам вами вас ваш ваша ваше вашего вашеи ваши "
     "весь во вот все всегда всего всех вся вы где да для до должен должна должны его ее еи если есть еще "
     "же за зачем здесь здравствуите и из или им ими их к как какая какие какого какои каком какому какую "
     "когда кого кому которая которое которую которые которыи которых кроме кто куда ли либо между мне "
     "мнои могу могут моего моеи моему можем может можете можно мои моя мы на надо нам нами нас насчет "
     "наш наша наше наши не него неи нельзя нем нет нею ни никогда никто них ничего но нужно о об однако "
     "около он она они оно от откуда очень перед по пожалуиста после почему при с свое своего свои своих "
     "свою себя сеичас сколько со спасибо та так также там те тебе тебя теперь тех то тобои тоже тои "
     "только том тому тут ты у уже хотел хочу чего чем через что чтобы эта эти этих это этого этои этом "
     "этому этот я"},
    {"sr",
     "ako ali bas bez bi bice bih bila bili bilo bismo biste biti cak ce cega cemo ces cete ciji cim cu "
     "da dakle do dobiti dokle evo gde hocete hocu hvala ima imam imate ja je jedan jedna jedno jer jesam "
     "jesi jeste jesu jos ka kad kada kakav kako kakva kakve kakvi kao ko kod koga koja koje kojeg kojem "
     "koji kojim kojima kojoj koju koliko kom kome kroz li me mene meni među mi mimo mog mogo mogu moguce "
     "moj moja moje moji mojoj moju molim mome mora moram moramo morate mozda moze mozemo mozete na nam "
     "nama nas nasa nase ne nece nego neka neki neko nema ni nije nikad nisam nismo nista nisu niti njega "
     "njegov njemu njen njih njihov o od odakle oko on ona onda one oni ono osim ova ovaj ovde ove ovo pa "
     "po pod pored posle povodom pre pri radi sa sam sami samo se sebe sme smem smemo smo sta ste sto su "
     "sutra svaka svaki sve svi svoj svoja svoje svojoj svoju ta taj tako takođe tamo te ti tih tim to "
     "toga tom treba trebalo tu u unapred uz vam vama vas vasa vase vec vi vise za zar zasto zbog zdravo "
     "zelim ако али баш без би била били било бисмо бисте бити бих биће вам вама вас ваш ваша ваше већ ви "
     "више где да дакле до добити докле ево желим за зар зашто због здраво има имам имате ка кад када "
     "какав каква какве какви како као ко кога код колико ком коме која које којег којем који којим "
     "којима којој коју кроз ли ме мене мени међу ми мимо мог мого могу могуће можда може можемо можете "
     "молим моме мора морам морамо морате мој моја моје моји мојој моју на нам нама нас наш наша наше не "
     "него нека неки неко нема неће ни никад нисам нисмо нису нити ништа није о ова овај овде ове ово од "
     "одакле око он она онда оне они оно осим па по поводом под поред после пре при ради са сам сами само "
     "свака сваки све сви свој своја своје својој своју се себе сме смем смемо смо сте су сутра та тако "
     "такође тамо тај те ти тим тих то тога том треба требало ту у уз унапред хвала хоћете хоћу чак чега "
     "чим чији шта што ја је један једна једно јер јесам јеси јесте јесу још њега његов њему њен њих "
     "њихов ће ћемо ћете ћеш ћу"},
    {"sv",
     "alla allt an annan ar at att av bara blev bli blir bor borde dar darfor de dem den denna deras dess "
     "det detta dig din dina ditt du efter eftersom ej eller en enligt er era ert ett far fick finns for "
     "fran genom gor gora ha hade han har hej hem henne hennes hon hos hur i icke igen in ingen inget "
     "inte ja jag ju kan kommer kunde manga maste med mellan men mig min mina mitt mot mycket nagon nagot "
     "nagra nar nej ni nu och ocksa om oss over pa sa sedan sig sin sina sitt sjalv ska skall skulle som "
     "tack till under upp ur utan vad var vara varfor varifran varit varje vart vem vems vi vid vilka "
     "vilken vilket vill ville"},
    {"ta", "அங்கு அங்கே அதன் அது அதை அந்த அப்படி அல்லது அவன் அவர் அவர்கள் அவள் ஆக ஆகிய ஆகும் ஆனால் ஆம் "
           "இங்கு இங்கே இதன் இது இதை இந்த இருக்கிறது இருக்கும் இருந்து இல்லாமல் இல்லை இல்லையா இவர் இவை "
           "உங்களுக்கு உங்கள் உடன் உண்டா உண்டு உள்ள உள்ளதா உள்ளது எங்கள் எங்கு எங்கே எதற்கு எது எதை "
           "எத்தனை எந்த எனக்கு எனது என் என்ன என்னால் என்னுடைய என்று எப்படி எப்பொழுது எப்போது எல்லா "
           "எல்லாம் எவ்வளவு எவ்வாறு ஏன் ஒரு ஒவ்வொரு கீழ் கூட கொண்டு செய்ய செய்வது தயவுசெய்து தான் "
           "நன்றி நமக்கு நமது நாங்கள் நான் நாம் நீ நீங்கள் பற்றி பல பின் பின்னர் பிறகு போது மட்டும் "
           "மற்றும் மிக மீது முடியாது முடியுமா முடியும் முதல் மூலம் மேல் யாரிடம் யாருக்கு யார் வணக்கம் "
           "வரை வேண்டுமா வேண்டும்"},
    {"tr",
     "acaba ama ancak aynı az bana bazı belki ben benden beni benim bir biri birkac biz bize bizim boyle "
     "bu buna bunda bundan bunlar bunu bunun burada buraya cok cunku da daha dahi de defa degil diye eger "
     "en evet fakat gerek gerekir gerekiyor gibi gore hakkında hala hangi hangisi hani hayır hem henuz "
     "hep her herkes hic icin ile ise iste kac kaca kacta kadar karsı kendi kez ki kim kime kimin kiminle "
     "kimse lutfen merhaba mi midir misiniz miyim mu mudur musun musunuz muyum mı mıdır mısınız mıyım "
     "nasıl nasılsa ne neden nedir nerden nere nerede nereden nereye nicin niye o olan olarak oldu olmak "
     "olması olur oluyor on ona once onceden ondan onlar onu onun orada oyle oysa pek ragmen sadece sana "
     "sen seni senin sey simdi siz size sizin sonra su sunu tesekkurler tum uzere var vardı ve veya ya "
     "yani yapabilirim yapılır yapılıyor yok"},
    {"uk",
     "а або але б без би був буде будуть будь була були було бути в вам вас ваш ваша ваше ваші весь вже "
     "вона вони воно все всі від він вітаю де для до дякую з за зараз звідки зі и иого кого коли кому "
     "котрии крім куди ласка маю мають має мене мені ми мною може можете можна можу моя моє моєму моєі "
     "моі між міи на над нам нас наш не нема немає ним них ні ніж ніхто о об ось от по потрібно потрібні "
     "при про прошу під після свою своє свіи себе скільки собі та так такии також там те тебе ти тим тобі "
     "того тои тому треба тут у хочу хто це цеи цього ця цієі через чи чии чим чого чому ще що щоб щодо "
     "як яка яке якии якого яку якщо які якіи є і із ім інші іх іі"},
    {"vi",
     "ban bang bao boi cac cach cai cam chi cho chua chung cua cung gi gio ho hoac hon khi khoang khong "
     "lai lam lau luc ma minh moi mot muon nay neu ngay nhe nhu nhung nua oi on phai qua rang rat sao sau "
     "se tai tat them theo thi toi tren trong truoc tu va van vao ve vi xin xong đa đang đau đay đe đen "
     "đi đo đuoc"},
    {"yi",
     "א אבער אדער אויב אויך אויס אויף און אונדז אונדזער אונטער אז אזוי אט איבער איז איינער איך אים אין "
     "איר אירע אלע אלץ אן אנדערע אפשר ארויס אױף ביז ביטע ביי בין ביסט בלויז גאנץ גאר געגן געהאט געווען דא "
     "דאך דאן דאנק דאס דארט דארף דארפן דורך די דיזע דיין דיך דיר דעם דען דער דערפאר האב האבן האט האסט הי "
     "וואו וואס ווארום ווי ווידער ווייטער ווייל וויל ווילן וויפל וועט וועלן וועמען ווען ווער ווערט ווערן "
     "זאל זאלן זאלסט זי זיי זיין זיינען זייער זיך זינט זענען טאן יא יעדער יעמאנד יענער יעצט כדי לויט מאכן "
     "מוז מוזן מיט מיין מיינע מיך מיר מעג מעגן מען מער נאך נאר ניט נישט נישטא ס עטלעכע עס עפעס ער פאר "
     "פארוואס פון צו צווישן צוליב צום צי קיין קען קענט קענסט קענען"},
};

struct faqbot_view stopwords_of(const char *code)
{
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        if (strcmp(lists[i].code, code) == 0) {
            return view_of(lists[i].words);
        }
    }
    return view_of("");
}

/* Halves the list byte by byte: whatever byte is in the middle, the word that it belongs to is compared. */
struct faqbot_view stopwords_floor(struct faqbot_view list, struct faqbot_view plain)
{
    struct faqbot_view last = {0};
    size_t from = 0;
    size_t to = list.size;
    while (from < to) {
        size_t start = from + (to - from) / 2;
        while (start > from && list.bytes[start - 1] != ' ') {
            start--;
        }
        struct faqbot_view word = view_slice(list, start, list.size);
        word = view_slice(word, 0, view_find(word, ' '));
        if (view_compare(word, plain) <= 0) {
            last = word;
            from = start + word.size + 1;
        } else {
            to = start;
        }
    }
    return last;
}

bool stopwords_has(struct faqbot_view list, struct faqbot_view plain)
{
    return plain.size > 0 && view_equals(stopwords_floor(list, plain), plain);
}

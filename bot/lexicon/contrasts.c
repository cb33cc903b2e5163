/* lexicon/contrasts.c - words that tell things apart, although the lexicon has them near each other: a question that
 * names another day, size or direction asks for something else, and so does one for the end instead of the start.
 *
 * What a word is used for makes its vector, and opposites are used alike; no vector tells them apart. So they are
 * listed: the closed classes (days, months, numbers, sizes, colours, countries, points of the compass), and the pairs
 * of opposites of which questions are made. */
#include "lexicon/lexicon_internal.h"

/* Each of these is like itself alone. */
static const char apart[] =
    "monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays "
    "saturdays "
    "sundays january february march april may june july august september october november december "
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen "
    "nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million half quarter "
    "double triple "
    "second third fourth fifth sixth seventh eighth ninth tenth "
    "small medium large tiny big huge xs xl red blue green yellow black white brown grey gray orange purple "
    "pink silver "
    "gold bronze america american australia austria belgium brazil britain british canada china denmark "
    "egypt england english europe finland france french germany german greece greek hungary india indian "
    "ireland irish italy italian japan japanese kenya korea mexico netherlands norway pakistan poland polish "
    "portugal russia russian scotland spain spanish sweden swedish switzerland turkey ukraine usa uk wales "
    "north south east west northern southern eastern western left right upper lower";

/* Two sides of each pair, parted by "/"; pairs end with ";". A word stands in one of them. */
static const char opposites[] =
    "start starts started starting begin begins began beginning commence first / end ends ended ending "
    "finish finishes "
    "finished finishing last final stop stops stopped;"
    "open opens opened opening / close closes closed closing shut shuts;"
    "block blocks blocked blocking lock locks locked locking / unblock unblocks unblocked unblocking unlock "
    "unlocks "
    "unlocked unlocking;"
    "enable enabled activate activated activating activation / disable disabled deactivate deactivated "
    "deactivating "
    "deactivation;"
    "buy buys bought buying purchase purchased purchasing / sell sells sold selling sale;"
    "arrive arrives arrived arriving arrival arrivals checkin / leave leaves leaving depart departs "
    "departing "
    "departure departures checkout;"
    "increase increased increasing raise raised raising / decrease decreased decreasing reduce reduced "
    "reducing;"
    "upload uploads uploaded uploading / download downloads downloaded downloading;"
    "install installs installed installing installation / uninstall uninstalled uninstalling;"
    "add adds added adding create creates created creating / delete deletes deleted deleting remove removes "
    "removed "
    "removing;"
    "upgrade upgrades upgraded upgrading / downgrade downgrades downgraded downgrading;"
    "borrow borrows borrowed borrowing / lend lends lent lending return returns returned returning;"
    "send sends sent sending / receive receives received receiving;"
    "login signin / logout signout;"
    "subscribe subscribed subscribing / unsubscribe unsubscribed unsubscribing;"
    "accept accepts accepted accepting / refuse refused refusing reject rejected rejecting decline declined "
    "declining;"
    "early earlier earliest / late later latest;"
    "minimum min least / maximum max most;"
    "before / after;"
    "import imports imported importing / export exports exported exporting;"
    "connect connects connected connecting / disconnect disconnects disconnected disconnecting;"
    "entrance entry / exit exits;"
    "hot warm / cold cool;"
    "winter / summer;"
    "morning mornings / evening evenings night nights;"
    "weekday weekdays / weekend weekends;"
    "adult adults / child children kid kids;"
    "man men male / woman women female;"
    "win wins won winning / lose loses lost losing;"
    "credit / debit;"
    "inside indoor indoors / outside outdoor outdoors;"
    "push pushes pushed pushing / pull pulls pulled pulling;";

/* Takes the next word off `list`, which a blank, or a sign and a blank, ends; *sign is that sign, or a blank. */
static bool next_word(const char **list, struct faqbot_view *word, char *sign)
{
    const char *start = *list;
    const char *end = start;
    while (ascii_is_alpha(*end)) {
        end++;
    }
    *word = view_make(start, (size_t)(end - start));
    *sign = *end;
    *list = *end == '\0' ? end : end + 1;
    return end > start || *end != '\0';
}

void lexicon_contrasts_start(struct lexicon_contrasts *listed)
{
    *listed = (struct lexicon_contrasts){.rest = apart};
}

bool lexicon_contrasts_next(struct lexicon_contrasts *listed, struct faqbot_view *word,
                            struct lexicon_contrast *contrast)
{
    char sign;
    do {
        if (*listed->rest == '\0' && listed->side == 0) {
            *listed = (struct lexicon_contrasts){.rest = opposites, .side = 2};
        }
        if (!next_word(&listed->rest, word, &sign)) {
            return false;
        }
        *contrast = (struct lexicon_contrast){.is_apart = listed->side == 0, .side = listed->side};
        listed->side = (uint8_t)(sign == '/'   ? listed->side | 1
                                 : sign == ';' ? (listed->side | 1) + 1
                                               : listed->side);
    } while (word->size == 0);
    return true;
}

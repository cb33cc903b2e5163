/* bench/peers/xapian/xapian.cc - Xapian on the questions that the bot is asked; peers.py says how it is spoken to.
 *
 *     xapian build KNOWLEDGE INDEX
 *     xapian ask INDEX QUESTIONS
 *
 * A document an entry with two prefixes, S (question and phrasings, or a passage's title) and XT (text), stemmed for
 * English; frequencies without positions; BM25 summed over both. */
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include <cjson/cJSON.h>
#include <xapian.h>

namespace {

constexpr unsigned top = 10;
constexpr const char *title_prefix = "S";
constexpr const char *text_prefix = "XT";

std::string text_of(const cJSON *value)
{
    return cJSON_IsString(value) ? value->valuestring : "";
}

/* The first of two members that an entry has: a FAQ's or a passage's. */
std::string member(const cJSON *entry, const char *one, const char *other)
{
    const cJSON *found = cJSON_GetObjectItem(entry, one);
    return text_of(found != nullptr ? found : cJSON_GetObjectItem(entry, other));
}

/* Puts stemmed words into documents, and questions into words in the same way. */
class Indexer {
public:
    Indexer()
    {
        terms.set_stemmer(Xapian::Stem("en"));
        terms.set_stemming_strategy(Xapian::TermGenerator::STEM_ALL);
    }

    Xapian::Document document(const cJSON *entry)
    {
        Xapian::Document made;
        std::string title = member(entry, "question", "title");
        const cJSON *phrasing;
        cJSON_ArrayForEach(phrasing, cJSON_GetObjectItem(entry, "also"))
        {
            title += "\n" + text_of(phrasing);
        }
        made.set_data(member(entry, "id", "id"));
        terms.set_document(made);
        terms.index_text_without_positions(title, 1, title_prefix);
        terms.index_text_without_positions(member(entry, "answer", "text"), 1, text_prefix);
        return made;
    }

    Xapian::Query query(const std::string &question)
    {
        Xapian::Document words;
        terms.set_document(words);
        terms.index_text_without_positions(question, 1, title_prefix);
        terms.index_text_without_positions(question, 1, text_prefix);
        return Xapian::Query(Xapian::Query::OP_OR, words.termlist_begin(), words.termlist_end());
    }

private:
    Xapian::TermGenerator terms;
};

void build(const std::string &knowledge, const std::string &index)
{
    std::string loose = index + ".loose";
    Xapian::WritableDatabase database(loose, Xapian::DB_CREATE_OR_OVERWRITE | Xapian::DB_NO_SYNC);
    std::ifstream lines(knowledge);
    Indexer indexer;
    for (std::string line; std::getline(lines, line);) {
        cJSON *entry = cJSON_Parse(line.c_str());
        database.add_document(indexer.document(entry));
        cJSON_Delete(entry);
    }
    database.commit();
    database.compact(index);
    std::filesystem::remove_all(loose);
}

/* Looks for any of the question's words with either prefix, and reads the ids of the best; returns the first. */
std::string ask(const Xapian::Database &database, Indexer &indexer, const std::string &question)
{
    Xapian::Enquire enquire(database);
    std::string first;
    enquire.set_query(indexer.query(question));
    Xapian::MSet hits = enquire.get_mset(0, top);
    for (auto hit = hits.begin(); hit != hits.end(); ++hit) {
        std::string id = hit.get_document().get_data();
        first = hit == hits.begin() ? id : first;
    }
    return first;
}

struct Told {
    long long nanoseconds;
    std::string first;
};

void serve(const std::string &index, const std::string &path)
{
    using Clock = std::chrono::steady_clock;
    const Xapian::Database database(index);
    Indexer indexer;
    std::vector<std::string> questions;
    std::ifstream lines(path);
    for (std::string line; std::getline(lines, line);) {
        questions.push_back(line);
    }
    std::vector<Told> told(questions.size());
    std::cout << std::endl;
    for (std::string command; std::getline(std::cin, command); std::cout << std::endl) {
        for (size_t i = 0; i < questions.size(); i++) {
            if (command == "ask") {
                auto start = Clock::now();
                told[i].first = ask(database, indexer, questions[i]);
                told[i].nanoseconds = std::chrono::nanoseconds(Clock::now() - start).count();
            } else {
                std::cout << told[i].nanoseconds << '\t' << told[i].first << '\n';
            }
        }
    }
}

} // namespace

int main(int argc, char **argv)
{
    std::string verb = argc == 4 ? argv[1] : "";
    try {
        if (verb == "build") {
            build(argv[2], argv[3]);
        } else if (verb == "ask") {
            serve(argv[2], argv[3]);
        } else {
            std::cerr << "usage: xapian build KNOWLEDGE INDEX | ask INDEX QUESTIONS\n";
            return 2;
        }
    } catch (const Xapian::Error &error) {
        std::cerr << error.get_description() << '\n';
        return 1;
    }
    return 0;
}

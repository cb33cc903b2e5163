/* bench/peers/lucene/Lucene.java - Lucene on the questions that the bot is asked; peers.py says how it is spoken to.
 *
 *     Lucene build KNOWLEDGE INDEX
 *     Lucene ask INDEX QUESTIONS
 *
 * A document an entry with two fields, title (question and phrasings, or a passage's title) and text, in the analyzer
 * for English; frequencies without positions; BM25 summed over both fields. */
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.FSDirectory;

final class Lucene {
    private static final int TOP = 10;

    private final Analyzer analyzer = new EnglishAnalyzer();
    private final IndexSearcher searcher;
    private final StoredFields stored;

    private Lucene(String folder) throws IOException {
        searcher = new IndexSearcher(DirectoryReader.open(FSDirectory.open(Path.of(folder))));
        searcher.setQueryCache(null);
        stored = searcher.storedFields();
    }

    /* The first of two members that an entry has: a FAQ's or a passage's. */
    private static String member(JsonObject entry, String one, String other) {
        JsonElement found = entry.has(one) ? entry.get(one) : entry.get(other);
        return found == null ? "" : found.getAsString();
    }

    private static Document document(String line, FieldType type) {
        JsonObject entry = JsonParser.parseString(line).getAsJsonObject();
        StringBuilder title = new StringBuilder(member(entry, "question", "title"));
        if (entry.has("also")) {
            for (JsonElement phrasing : entry.getAsJsonArray("also")) {
                title.append('\n').append(phrasing.getAsString());
            }
        }
        Document document = new Document();
        document.add(new StoredField("id", member(entry, "id", "id")));
        document.add(new Field("title", title, type));
        document.add(new Field("text", member(entry, "answer", "text"), type));
        return document;
    }

    private static void build(String knowledge, String folder) throws IOException {
        FieldType type = new FieldType(TextField.TYPE_NOT_STORED);
        type.setIndexOptions(IndexOptions.DOCS_AND_FREQS);
        IndexWriterConfig config = new IndexWriterConfig(new EnglishAnalyzer());
        config.setOpenMode(IndexWriterConfig.OpenMode.CREATE);
        try (IndexWriter writer = new IndexWriter(FSDirectory.open(Path.of(folder)), config);
             BufferedReader lines = Files.newBufferedReader(Path.of(knowledge))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                writer.addDocument(document(line, type));
            }
            writer.forceMerge(1);
        }
    }

    private Set<String> words(String question) throws IOException {
        Set<String> words = new LinkedHashSet<>();
        try (TokenStream tokens = analyzer.tokenStream("text", question)) {
            CharTermAttribute word = tokens.addAttribute(CharTermAttribute.class);
            tokens.reset();
            while (tokens.incrementToken()) {
                words.add(word.toString());
            }
            tokens.end();
        }
        return words;
    }

    /* Looks for any of the question's words in either field, and reads the ids of the best; returns the first. */
    private String ask(String question) throws IOException {
        BooleanQuery.Builder query = new BooleanQuery.Builder();
        for (String word : words(question)) {
            query.add(new TermQuery(new Term("title", word)), BooleanClause.Occur.SHOULD);
            query.add(new TermQuery(new Term("text", word)), BooleanClause.Occur.SHOULD);
        }
        String first = null;
        for (ScoreDoc hit : searcher.search(query.build(), TOP).scoreDocs) {
            String id = stored.document(hit.doc, Set.of("id")).get("id");
            first = first == null ? id : first;
        }
        return first == null ? "" : first;
    }

    private void serve(List<String> questions) throws IOException {
        long[] nanoseconds = new long[questions.size()];
        String[] firsts = new String[questions.size()];
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in));
        System.out.println();
        for (String command = commands.readLine(); command != null; command = commands.readLine()) {
            StringBuilder told = new StringBuilder();
            for (int i = 0; i < firsts.length; i++) {
                if (command.equals("ask")) {
                    long start = System.nanoTime();
                    firsts[i] = ask(questions.get(i));
                    nanoseconds[i] = System.nanoTime() - start;
                } else {
                    told.append(nanoseconds[i]).append('\t').append(firsts[i]).append('\n');
                }
            }
            System.out.println(told);
        }
    }

    public static void main(String[] arguments) throws IOException {
        if (arguments.length == 3 && arguments[0].equals("build")) {
            build(arguments[1], arguments[2]);
        } else if (arguments.length == 3 && arguments[0].equals("ask")) {
            new Lucene(arguments[1]).serve(Files.readAllLines(Path.of(arguments[2])));
        } else {
            System.err.println("usage: Lucene build KNOWLEDGE INDEX | ask INDEX QUESTIONS");
            System.exit(2);
        }
    }
}

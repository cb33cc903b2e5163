//! bench/peers/tantivy/main.rs - tantivy on the questions that the bot is asked; peers.py says how it is spoken to.
//!
//!     tantivy-peer build KNOWLEDGE INDEX
//!     tantivy-peer ask INDEX QUESTIONS
//!
//! A document an entry with two fields, title (question and phrasings, or a passage's title) and text, in the tokenizer
//! for English that tantivy comes with; frequencies without positions; BM25 summed over both fields.

use std::fs::{create_dir_all, File};
use std::io::{stdin, stdout, BufRead, BufReader, Write};
use std::time::Instant;

use serde_json::Value as Json;
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions, Value, STORED};
use tantivy::{doc, Index, IndexWriter, Searcher, TantivyDocument, TantivyError, Term};

const TOP: usize = 10;
const WRITER_BYTES: usize = 256 << 20;

type Failure = Box<dyn std::error::Error>;

fn schema() -> Schema {
    let indexing =
        TextFieldIndexing::default().set_tokenizer("en_stem").set_index_option(IndexRecordOption::WithFreqs);
    let text = TextOptions::default().set_indexing_options(indexing);
    let mut schema = Schema::builder();
    schema.add_text_field("id", STORED);
    schema.add_text_field("title", text.clone());
    schema.add_text_field("text", text);
    schema.build()
}

/// The first of two members that an entry has: a FAQ's or a passage's.
fn member<'a>(entry: &'a Json, one: &str, other: &str) -> &'a str {
    entry[one].as_str().or(entry[other].as_str()).unwrap_or("")
}

fn build(knowledge: &str, folder: &str) -> Result<(), Failure> {
    create_dir_all(folder)?;
    let index = Index::create_in_dir(folder, schema())?;
    let (id, title, text) = fields(&index)?;
    let mut writer: IndexWriter = index.writer_with_num_threads(1, WRITER_BYTES)?;
    for line in BufReader::new(File::open(knowledge)?).lines() {
        let entry: Json = serde_json::from_str(&line?)?;
        let mut titles = member(&entry, "question", "title").to_string();
        for phrasing in entry["also"].as_array().into_iter().flatten() {
            titles.push('\n');
            titles.push_str(phrasing.as_str().unwrap_or(""));
        }
        writer.add_document(doc!(
            id => member(&entry, "id", "id"),
            title => titles,
            text => member(&entry, "answer", "text"),
        ))?;
    }
    writer.commit()?;
    let segments = index.searchable_segment_ids()?;
    if segments.len() > 1 {
        writer.merge(&segments).wait()?;
    }
    writer.garbage_collect_files().wait()?;
    writer.wait_merging_threads()?;
    Ok(())
}

fn fields(index: &Index) -> Result<(Field, Field, Field), TantivyError> {
    let schema = index.schema();
    Ok((schema.get_field("id")?, schema.get_field("title")?, schema.get_field("text")?))
}

/// Looks for any of the question's words in either field, and reads the ids of the best; returns the first.
fn ask(searcher: &Searcher, question: &str) -> Result<String, TantivyError> {
    let (id, title, text) = fields(searcher.index())?;
    let mut words = Vec::new();
    searcher
        .index()
        .tokenizer_for_field(text)?
        .token_stream(question)
        .process(&mut |token| words.push(token.text.clone()));
    words.sort();
    words.dedup();
    let queries = words.iter().flat_map(|word| {
        [title, text].map(|field| {
            let term = Term::from_field_text(field, word);
            Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)) as Box<dyn Query>
        })
    });
    let query = BooleanQuery::union(queries.collect());
    let mut first = String::new();
    for (place, (_, address)) in
        searcher.search(&query, &TopDocs::with_limit(TOP).order_by_score())?.into_iter().enumerate()
    {
        let document: TantivyDocument = searcher.doc(address)?;
        let found = document.get_first(id).and_then(|value| value.as_str()).unwrap_or("");
        if place == 0 {
            first.push_str(found);
        }
    }
    Ok(first)
}

fn serve(folder: &str, path: &str) -> Result<(), Failure> {
    let searcher = Index::open_in_dir(folder)?.reader()?.searcher();
    let questions = BufReader::new(File::open(path)?).lines().collect::<Result<Vec<_>, _>>()?;
    let mut told = vec![(0, String::new()); questions.len()];
    println!();
    for command in stdin().lines() {
        if command? == "ask" {
            for (question, told) in questions.iter().zip(&mut told) {
                let start = Instant::now();
                let first = ask(&searcher, question)?;
                *told = (start.elapsed().as_nanos(), first);
            }
        } else {
            told.iter().for_each(|(nanoseconds, first)| println!("{nanoseconds}\t{first}"));
        }
        println!();
        stdout().flush()?;
    }
    Ok(())
}

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [_, "build", knowledge, index] => build(knowledge, index),
        [_, "ask", index, questions] => serve(index, questions),
        _ => Err("usage: tantivy-peer build KNOWLEDGE INDEX | ask INDEX QUESTIONS".into()),
    }
}

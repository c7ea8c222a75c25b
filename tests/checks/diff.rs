//! What changed: pairs of reports that differ in one thing, and what the comparison says of them.

use raglan::diff::{Cause, Class, Comparison, Kind, Policy, are_related, diff, report};
use raglan::document;
use raglan::knit::{self, Settings};
use raglan::results::Record;
use raglan::text::Source;
use std::path::{Path, PathBuf};

fn knitted(text: &str, folder: &Path) -> Record {
    let source = Source::new("report.Rmd".to_string(), text.to_string());
    let (document, diagnostics) = document::parse(&source);
    assert!(diagnostics.is_empty(), "{}", diagnostics[0].render(&source));
    let settings = Settings { keep_going: true, directory: folder.to_path_buf(), ..Settings::default() };
    let run = knit::knit(&source, &document, &settings, &mut |_| {});
    let mut knitted = run.unwrap_or_else(|faults| panic!("{}", faults[0].render(&source)));
    knit::describe_files(&mut knitted.record, folder);
    knitted.record
}

fn record(text: &str) -> Record {
    knitted(text, &PathBuf::from("."))
}

fn chunk(code: &str) -> Record {
    record(&format!("# One\n\n```{{r a}}\n{code}\n```\n"))
}

fn compare(old: &Record, new: &Record) -> Comparison {
    diff(old, new, &Policy::default())
}

/// Class, kind and words of every change but those of code, between two versions of a chunk.
fn said(old: &str, new: &str) -> Vec<(Class, Kind, String)> {
    let comparison = compare(&chunk(old), &chunk(new));
    comparison
        .changes
        .iter()
        .filter(|c| c.kind != Kind::Code)
        .map(|c| (c.class, c.kind, format!("{}: {}", c.place.path.join(" "), c.summary)))
        .collect()
}

fn only(old: &str, new: &str, class: Class, kind: Kind, words: &str) {
    let found = said(old, new);
    assert_eq!(found.len(), 1, "{old} against {new}: {found:#?}");
    assert_eq!((found[0].0, found[0].1, found[0].2.as_str()), (class, kind, words));
}

#[test]
fn numbers_have_classes() {
    only("x <- c(a = 1, b = 2); x", "x <- c(a = 1, b = 2.5); x", Class::Material, Kind::Value, "b: 2 → 2.5");
    only("c(a = 1, b = 2)", "c(a = 1 + 1e-12, b = 2)", Class::Noise, Kind::Value, "a: 1 → 1.000000000001");
    only("c(a = 1)", "c(a = -1)", Class::Qualitative, Kind::Sign, "a: changes its sign: 1 → -1");
    only(
        "c(p.value = 0.04)",
        "c(p.value = 0.06)",
        Class::Qualitative,
        Kind::Significance,
        "p.value: crosses 0.05: 0.04 → 0.06",
    );
    only("c(n = 20L)", "c(n = 21L)", Class::Qualitative, Kind::Count, "n: 20 → 21");
    only("c(a = 1, b = 2)", "c(a = 1)", Class::Qualitative, Kind::Term, "b: drops out, was 2");
    only("x <- NA_real_; x", "x <- 1; x", Class::Material, Kind::Value, ": NA → 1");
    assert!(said("c(a = 1, b = NaN)", "c( a = 1, b = NaN )").is_empty());
}

#[test]
fn printing_otherwise_is_format_only() {
    let found = said("print(pi, digits = 3)", "print(pi, digits = 5)");
    assert!(!found.is_empty() && found.iter().all(|c| c.0 == Class::Format), "{found:#?}");
    only(
        "cat('p =', 0.123, '\\n')",
        "cat('p =', 0.12, '\\n')",
        Class::Format,
        Kind::Text,
        ": printed in another format",
    );
    only(
        "cat('p =', 0.123, '\\n')",
        "cat('p =', 0.987, '\\n')",
        Class::Material,
        Kind::Text,
        ": 0.123 → 0.987",
    );
}

#[test]
fn rows_are_known_by_what_names_them() {
    let table = |rows: &str| format!("data.frame({rows})");
    only(
        &table("g = c('a', 'b'), m = c(1, 2)"),
        &table("g = c('a', 'b'), m = c(1, 3)"),
        Class::Material,
        Kind::Value,
        "b m: 2 → 3",
    );
    only(
        &table("g = c('a', 'b'), m = c(1, 2)"),
        &table("g = c('b', 'a'), m = c(2, 1)"),
        Class::Qualitative,
        Kind::Order,
        ": rows stand in another order: a moved",
    );
    only(
        &table("g = c('a', 'b'), m = c(1, 2)"),
        &table("g = c('a', 'b', 'c'), m = c(1, 2, 3)"),
        Class::Qualitative,
        Kind::Category,
        "c: row appears, and with it the category c of g",
    );
    let interval =
        |low: &str| table(&format!("term = c('a', 'b'), conf.low = c({low}, 1), conf.high = c(2, 3)"));
    let found = said(&interval("0.1"), &interval("0"));
    assert!(
        found.contains(&(
            Class::Qualitative,
            Kind::Interval,
            "a: interval starts to cover zero: [0.1, 2] → [0, 2]".into()
        )),
        "{found:#?}"
    );
    let found = said(
        &table("model = c('m1', 'm2'), AIC = c(10, 12)"),
        &table("model = c('m1', 'm2'), AIC = c(13, 12)"),
    );
    assert!(
        found.iter().any(|c| c.1 == Kind::Best && c.2 == "AIC: the best by AIC was m1, is m2"),
        "{found:#?}"
    );
    only(
        &table("x = c(1.5, 2.5)"),
        &table("x = c(1.5, 2.5), y = c('a', 'a')"),
        Class::Material,
        Kind::Added,
        "y: column appears",
    );
}

#[test]
fn terms_of_models_come_and_go() {
    let data = "d <- data.frame(x = 1:8, z = c(1, 5, 2, 8, 3, 1, 4, 2), y = c(2, 4, 5, 9, 10, 11, 15, 16))\n";
    let found = said(&format!("{data}summary(lm(y ~ x + z, d))"), &format!("{data}summary(lm(y ~ x, d))"));
    assert!(
        found.iter().any(|c| *c == (Class::Qualitative, Kind::Term, "coefficients z: term drops out".into()))
    );
    let found = said(&format!("{data}summary(lm(y ~ x, d))"), &format!("{data}summary(lm(y ~ x, d[-1, ]))"));
    assert!(found.iter().any(|c| c.1 == Kind::Count && c.2 == "residuals: 8 → 7 values"), "{found:#?}");
}

#[test]
fn conditions_come_and_go() {
    only(
        "1",
        "warning('careful'); 1",
        Class::Qualitative,
        Kind::Condition,
        ": warning appears: Warning: careful",
    );
    only(
        "message('boundary (singular) fit'); 1",
        "1",
        Class::Qualitative,
        Kind::Fit,
        ": message goes: boundary (singular) fit",
    );
    let found = said("1", "stop('no')");
    assert!(found.iter().any(|c| c.0 == Class::Qualitative && c.2.contains("error appears")), "{found:#?}");
}

#[test]
fn figures_are_compared_by_their_points() {
    let plot = |y: &str, more: &str| {
        format!("library(ggplot2)\nggplot(data.frame(x = 1:3, y = c({y})), aes(x, y)) + geom_point(){more}")
    };
    let found = said(&plot("1, 2, 3", ""), &plot("1, 2.5, 3", ""));
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].2, "figure geom_point (layer 1): 1 point of 3 moved, by up to 0.5 in y");
    let found = said(&plot("1, 2, 3", ""), &plot("1, 2, 3", " + labs(x = 'Time')"));
    assert!(!found.is_empty() && found.iter().all(|c| c.0 == Class::Format), "{found:#?}");
    let found = said(&plot("1, 2, 3", ""), &plot("1, 2, 3", " + geom_line()"));
    assert!(found.iter().any(|c| c.1 == Kind::Added && c.2.contains("layer appears")), "{found:#?}");
}

const REPORT: &str = "---\ntitle: T\nparams:\n  k: 2\n---\n\n# First\n\nSome words stand here.\n\n```{r load}\nd <- read.csv(\"d.csv\")\n```\n\n\
    ```{r means}\nm <- mean(d$x) * params$k\nm\n```\n\nThe mean is `r m` of all. Another sentence.\n\n# Second\n\n\
    ```{r apart}\nsqrt(c(a = 4, b = 9))\n```\n";

fn labels(comparison: &Comparison) -> Vec<&str> {
    comparison.changes.iter().map(|c| c.place.chunk.as_str()).collect()
}

#[test]
fn a_changed_file_is_named_as_the_cause() {
    let folders = ["x,y\n1,2\n3,4\n", "x,y\n1,2\n4,4\n5,5\n"].map(|data| {
        let folder = tempfile::tempdir().expect("a folder for the test");
        std::fs::write(folder.path().join("d.csv"), data).expect("the folder can be written");
        folder
    });
    let text = REPORT.replace("read.csv(\"d.csv\")", "readr::read_csv(\"d.csv\", show_col_types = FALSE)");
    let [old, new] = folders.map(|f| knitted(&text, f.path()));
    let comparison = compare(&old, &new);
    let causes =
        [Cause::Data { path: "d.csv".into(), how: "changed: 1 rows added; columns changed: x, y".into() }];
    assert_eq!(comparison.causes, causes);
    assert_eq!(labels(&comparison), ["means", ""]);
    assert!(comparison.changes.iter().all(|c| c.causes == [0]), "{comparison:#?}");
    assert_eq!(comparison.changes[1].kind, Kind::Inline);
}

#[test]
fn code_and_parameters_reach_what_reads_them() {
    let text = REPORT.replace("read.csv(\"d.csv\")", "data.frame(x = c(1, 3))");
    let old = record(&text);
    let comparison = compare(&old, &record(&text.replace("k: 2", "k: 3")));
    assert_eq!(comparison.causes, [Cause::Parameter { name: "k".into(), old: "2".into(), new: "3".into() }]);
    assert_eq!(labels(&comparison), ["means", ""]);
    assert!(comparison.changes.iter().all(|c| c.causes == [0]), "{comparison:#?}");
    let comparison = compare(&old, &record(&text.replace("c(1, 3)", "c(1, 5)")));
    assert_eq!(comparison.causes, [Cause::Code { chunk: "load".into(), how: "edited".into() }]);
    assert_eq!(labels(&comparison), ["means", "", "load"]);
}

#[test]
fn names_places_and_words_are_format() {
    let text = REPORT.replace("read.csv(\"d.csv\")", "data.frame(x = c(1, 3))");
    let old = record(&text);
    let one = |new: &str, kind: Kind| {
        let comparison = compare(&old, &record(new));
        assert_eq!(comparison.changes.len(), 1, "{comparison:#?}");
        assert_eq!((comparison.changes[0].class, comparison.changes[0].kind), (Class::Format, kind));
    };
    one(&text.replace("{r apart}", "{r aside}"), Kind::Renamed);
    one(&text.replace("Some words", "A few words"), Kind::Prose);
    one(&text.replace("sqrt(c(a", "sqrt( c(a"), Kind::Code);
    assert!(compare(&old, &record(&text)).changes.is_empty());
}

#[test]
fn strangers_and_bad_records_are_refused() {
    assert!(!are_related(&chunk("alpha(1)"), &record("Nothing of that kind.\n\n```{r b}\nzeta <- 2\n```\n")));
    assert!(Policy::read("tolerance = -1").is_err());
    assert!(Policy::read("tolerence = 1").expect_err("it is misspelt").contains("tolerence"));
}

#[test]
fn a_policy_decides() {
    let (old, new) = (chunk("c(a = 1, b = 2)"), chunk("c(a = 1.001, b = 2)"));
    let policy = Policy::read("[tolerances]\na = 0.01").expect("it is a policy");
    assert_eq!(diff(&old, &new, &policy).worst(), Class::Noise);
    let policy = Policy::read("ignore = [\"a\"]").expect("it is a policy");
    assert_eq!(diff(&old, &new, &policy).worst(), Class::Identical);
}

#[test]
fn every_report_of_it_is_written() {
    let (old, new) = (chunk("c(a = 1, b = 2)"), chunk("c(a = -1, b = 2.5)"));
    let comparison = compare(&old, &new);
    let text = report::terminal(&comparison, false);
    assert!(text.ends_with("report.Rmd → report.Rmd: 1 qualitative, 1 material, 1 format\n"), "{text}");
    assert!(report::markdown(&comparison).contains("| a › a | changes its sign: 1 → -1 |"));
    let page = report::html(&comparison, &old, &new).expect("the template is whole");
    assert!(page.contains("changes its sign: 1 → -1") && page.trim_end().ends_with("</html>"));
    let json = serde_json::to_string(&comparison).expect("it is plain data");
    assert_eq!(serde_json::from_str::<Comparison>(&json).expect("it reads back"), comparison);
}

/// A stream of numbers that is the same on every run (Knuth's MMIX generator).
struct Draws(u64);

impl Draws {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % n
    }
}

const WORDS: &[&str] = &[
    "attention",
    "seed",
    "layer",
    "model",
    "grows",
    "falls",
    "early",
    "late",
    "token",
    "head",
    "curve",
    "onset",
];

/// A chunk of a random report, and its label.
struct Piece {
    label: String,
    code: String,
    /// A number that stands once in the code.
    number: String,
    words: String,
}

fn piece(k: usize, draws: &mut Draws) -> Piece {
    let label = format!("{}-{k}", WORDS[draws.below(WORDS.len())]);
    let numbers: Vec<String> =
        (0..4).map(|i| format!("{}.{}", draws.below(90) + 10 * i + 1, draws.below(9) + 1)).collect();
    let number = format!("{}7", numbers[3]);
    let numbers = format!("{}, {}, {}, {number}", numbers[0], numbers[1], numbers[2]);
    let code = match draws.below(3) {
        0 => format!("t{k} <- data.frame(name = c('a', 'b', 'c', 'd'), value = c({numbers}))\nt{k}"),
        1 => format!("v{k} <- c(one = 1, c({numbers}))\nprint(v{k})"),
        _ => format!("f{k} <- lm(y ~ x, data.frame(x = c(1, 2, 4, 7), y = c({numbers})))\nprint(coef(f{k}))"),
    };
    let words: Vec<&str> = (0..9).map(|_| WORDS[draws.below(WORDS.len())]).collect();
    Piece { label, code, number, words: format!("Paragraph {k}: {}.", words.join(" ")) }
}

fn written(pieces: &[Piece]) -> Record {
    let parts: Vec<String> =
        pieces.iter().map(|p| format!("{}\n\n```{{r {}}}\n{}\n```\n", p.words, p.label, p.code)).collect();
    record(&parts.join("\n"))
}

/// Edits random reports in one thing each and asks that exactly this is found.
#[test]
fn random_edits_are_found_and_nothing_else() {
    let mut draws = Draws(7);
    for round in 0..60 {
        let count = 2 + draws.below(4);
        let mut pieces: Vec<Piece> = (0..count).map(|k| piece(k, &mut draws)).collect();
        let old = written(&pieces);
        let at = draws.below(count);
        let edit = round % 6;
        match edit {
            0 => {}
            1 => pieces[at].label = format!("renamed-{round}"),
            2 => {
                let moved = pieces.remove(at);
                pieces.insert((at + 1) % count, moved);
            }
            3 => {
                pieces[at].code =
                    pieces[at].code.replace(&pieces[at].number, &format!("{}5", pieces[at].number))
            }
            4 => pieces[at].code = format!("options(digits = 4)\n{}\noptions(digits = 7)", pieces[at].code),
            _ => pieces[at].words = format!("{} Indeed.", pieces[at].words),
        }
        let comparison = compare(&old, &written(&pieces));
        let label = &pieces[at.min(count - 1)].label;
        let worst = comparison.worst();
        let kinds: Vec<Kind> = comparison.changes.iter().map(|c| c.kind).collect();
        let say = || format!("edit {edit} in round {round} of {label}: {comparison:#?}");
        match edit {
            0 => assert!(kinds.is_empty(), "{}", say()),
            1 => assert_eq!(kinds, [Kind::Renamed], "{}", say()),
            2 => {
                assert!(!kinds.is_empty() && kinds.iter().all(|k| *k == Kind::Moved), "{}", say());
                assert!(kinds.len() <= 2, "{}", say());
            }
            3 => {
                assert!(worst >= Class::Material, "{}", say());
                assert!(comparison.changes.iter().all(|c| &c.place.chunk == label), "{}", say());
            }
            4 => {
                assert!(worst == Class::Format && kinds.contains(&Kind::Code), "{}", say());
                assert!(comparison.changes.iter().all(|c| &c.place.chunk == label), "{}", say());
            }
            _ => assert_eq!(kinds, [Kind::Prose], "{}", say()),
        }
    }
}

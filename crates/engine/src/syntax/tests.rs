//! Programs and what R makes of them; the trees and messages were recorded with R 4.2.2.

use super::{Completeness, Kind, Missing, Node, completeness, parse, parse_message};
use crate::text::Severity;

/// Text and its expressions in prefix form.
const TREES: &[(&str, &str)] = &[
    ("a + b * c ^ d", "(+ a (* b (^ c d)))"),
    ("a - b - c", "(- (- a b) c)"),
    ("a ^ b ^ c", "(^ a (^ b c))"),
    ("-a ^ b", "(- (^ a b))"),
    ("-1:3", "(: (- 1) 3)"),
    ("a ^ -b * c", "(* (^ a (- b)) c)"),
    ("a ^ !b * c", "(^ a (! (* b c)))"),
    ("!a == b", "(! (== a b))"),
    ("a == !b == c", "(== a (! (== b c)))"),
    ("-a %% b", "(%% (- a) b)"),
    ("x:y %% z", "(%% (: x y) z)"),
    ("a ** b", "(^ a b)"),
    ("a & b | c && d || e", "(|| (| (& a b) (&& c d)) e)"),
    ("!a & b", "(& (! a) b)"),
    ("~ a + b", "(~ (+ a b))"),
    ("a ~ b | c", "(~ a (| b c))"),
    ("~a <- b", "(<- (~ a) b)"),
    ("a <- b <- c", "(<- a (<- b c))"),
    ("a -> b -> c", "(<- c (<- b a))"),
    ("a ->> b", "(<<- b a)"),
    ("a <- b -> c", "(<- a (<- c b))"),
    ("a -> b <- c", "(<- (<- b a) c)"),
    ("a = b <- c", "(= a (<- b c))"),
    ("a <- b = c", "(= (<- a b) c)"),
    ("a := b", "(:= a b)"),
    ("a = b = c", "(= a (= b c))"),
    ("a = b ? c", "(? (= a b) c)"),
    ("a ? b = c", "(? a (= b c))"),
    ("?a = b", "(? (= a b))"),
    ("? a ? b", "(? (? a) b)"),
    ("a + ?b + c", "(+ a (? (+ b c)))"),
    ("f(a ? b)", "(f (? a b))"),
    ("f(?a = b)", "(f (? (= a b)))"),
    ("f(if (a) b = c)", "(f (if a (= b c)))"),
    ("5 -> x", "(<- x 5)"),
    ("a*function(x) x = 5", "(* a (function (x) (= x 5)))"),
    ("function(x) x ? y", "(? (function (x) x) y)"),
    ("if (a) b else c = d", "(if a b (= c d))"),
    ("a + if (b) c else d + e", "(+ a (if b c (+ d e)))"),
    ("if (a) if (b) c else d", "(if a (if b c d))"),
    ("while (a) b + c", "(while a (+ b c))"),
    ("for (i in 1:3) a = b", "(for i (: 1 3) (= a b))"),
    ("repeat break", "(repeat (break))"),
    ("next", "(next)"),
    ("function(x, y = 1, ...) x", "(function (x y=1 ...) x)"),
    ("\\(x) x + 1", "(function (x) (+ x 1))"),
    ("(\\(x) x)(1)", "((( (function (x) x)) 1)"),
    ("function(x) x(1)", "(function (x) (x 1))"),
    ("-function(x) x + 1", "(- (function (x) (+ x 1)))"),
    ("\"f\"(x)", "(f x)"),
    ("f()", "(f)"),
    ("f(,)", "(f _ _)"),
    ("f(a,)", "(f a _)"),
    ("x[]", "([ x _)"),
    ("x[[]]", "([[ x _)"),
    ("x[, 1]", "([ x _ 1)"),
    ("x[[a, b]]", "([[ x a b)"),
    ("x[[y[1]]]", "([[ x ([ y 1))"),
    ("x[[1]  ]", "([[ x 1)"),
    ("f(a = 1, \"b\" = 2, `c d` = 3, NULL = 4, e =)", "(f a=1 b=2 c d=3 NULL=4 e=_)"),
    ("f(a)(b)[c]$d", "($ ([ ((f a) b) c) d)"),
    ("a$b(c)", "(($ a b) c)"),
    ("a$b$\"c\"@d", "(@ ($ ($ a b) \"c\") d)"),
    ("a$`b c`", "($ a b c)"),
    ("a^b$c", "(^ a ($ b c))"),
    ("a::b", "(:: a b)"),
    ("a:::\"b\"", "(::: a \"b\")"),
    ("\"a\"::b(x)", "((:: \"a\" b) x)"),
    ("a::b$c", "($ (:: a b) c)"),
    ("x |> f()", "(f x)"),
    ("x |> f(y) |> g(z)", "(g (f x y) z)"),
    ("x |> f(y = _)", "(f y=x)"),
    ("x |> a::b()", "((:: a b) x)"),
    ("x |> a$b()", "(($ a b) x)"),
    ("x |> (\\(x) x)()", "((( (function (x) x)) x)"),
    ("1 + x |> f()", "(+ 1 (f x))"),
    ("x:y |> f() %in% z", "(%in% (f (: x y)) z)"),
    ("{a; b}", "({ a b)"),
    ("{}", "({)"),
    ("{;}", "({)"),
    ("{a\n\nb}", "({ a b)"),
    ("a;b", "a; b"),
    ("a;", "a"),
    ("a\n+b", "a; (+ b)"),
    ("(a\n+b)", "(( (+ a b))"),
    ("a +\nb", "(+ a b)"),
    ("f(a\n,\nb\n)", "(f a b)"),
    ("{if (a) b\nelse c}", "({ (if a b c))"),
    ("{if (a) b\n\n # x\nelse c}", "({ (if a b c))"),
    ("{if (a) if (b) c\nelse d\nelse e}", "({ (if a (if b c d) e))"),
    ("{if (a)\nb\nc}", "({ (if a b) c)"),
    ("if (a)\n\nb", "(if a b)"),
    ("for\n(i\nin\nx)\nb", "(for i x b)"),
    ("function\n(x\n)\nx", "(function (x) x)"),
    ("{f(if (a) b\n,c)}", "({ (f (if a b) c))"),
    ("a # x", "a"),
    ("# x", ""),
    ("", ""),
    ("TRUE", "TRUE"),
    ("NULL", "NULL"),
    (
        "c(NA, NA_integer_, NA_real_, NA_character_, NA_complex_)",
        "(c NA NA_integer_ NA_real_ NA_character_ NA_complex_)",
    ),
    ("c(Inf, NaN, T)", "(c Inf NaN T)"),
    ("1L", "1L"),
    ("1e3L", "1000L"),
    ("0x10L", "16L"),
    ("0x1.8p3", "12"),
    ("1.0L", "1L"),
    ("1.5L", "1.5"),
    ("1e-3L", "0.001"),
    ("2147483648L", "2147483648"),
    ("1i", "1i"),
    (".5", "0.5"),
    ("5.", "5"),
    ("1e-300", "1e-300"),
    ("..1 + ...", "(+ ..1 ...)"),
    (".x_1", ".x_1"),
    ("'a\"b'", "\"a\"b\""),
    ("'\\uD834\\uDD1E'", "\"𝄞\""),
    ("\"a\nb\"", "\"a\nb\""),
    ("r\"(a\\n\"b)\"", "\"a\\n\"b\""),
    ("R\"---[a]--]---\"", "\"a]--\""),
    ("r\"{}\"", "\"\""),
    ("`a b` + `c\\`d`", "(+ a b c`d)"),
    ("été + 日本", "(+ été 日本)"),
];

/// What R 4.3 and later accept that the recording R does not, from its NEWS.
const PIPE_EXTRACTIONS: &[(&str, &str)] = &[
    ("x |> _$a", "($ x a)"),
    ("x |> f() |> _$a[[2]]", "([[ ($ (f x) a) 2)"),
    ("x |> _@a[1, ]", "([ (@ x a) 1 _)"),
];

/// Text and the message for it.
const ERRORS: &[(&str, &str)] = &[
    ("a b", "<text>:1:3: unexpected symbol\n1: a b\n      ^"),
    ("a }", "<text>:1:3: unexpected '}'\n1: a }\n      ^"),
    ("a )", "<text>:1:3: unexpected ')'\n1: a )\n      ^"),
    ("a 1", "<text>:1:3: unexpected numeric constant\n1: a 1\n      ^"),
    ("a \"s\"", "<text>:1:3: unexpected string constant\n1: a \"s\"\n      ^"),
    ("a NULL", "<text>:1:3: unexpected 'NULL'\n1: a NULL\n      ^"),
    ("a 'b", "<text>:1:3: unexpected INCOMPLETE_STRING\n1: a 'b\n      ^"),
    ("a else", "<text>:1:3: unexpected 'else'\n1: a else\n      ^"),
    ("a in", "<text>:1:3: unexpected 'in'\n1: a in\n      ^"),
    ("a function", "<text>:1:3: unexpected 'function'\n1: a function\n      ^"),
    ("a TRUE", "<text>:1:3: unexpected numeric constant\n1: a TRUE\n      ^"),
    ("x <- <- 1", "<text>:1:6: unexpected assignment\n1: x <- <-\n         ^"),
    ("a %in% %o% b", "<text>:1:8: unexpected SPECIAL\n1: a %in% %o%\n           ^"),
    ("a % b", "<text>:1:3: unexpected input\n1: a % b\n      ^"),
    ("a << b", "<text>:1:3: unexpected input\n1: a <<\n      ^"),
    ("a == b == c", "<text>:1:8: unexpected '=='\n1: a == b ==\n           ^"),
    ("a < b + c < d", "<text>:1:11: unexpected '<'\n1: a < b + c <\n              ^"),
    ("!a == b == c", "<text>:1:9: unexpected '=='\n1: !a == b ==\n            ^"),
    ("a$(b)", "<text>:1:3: unexpected '('\n1: a$(\n      ^"),
    ("a$1", "<text>:1:3: unexpected numeric constant\n1: a$1\n      ^"),
    ("a$b::c", "<text>:1:4: unexpected '::'\n1: a$b::\n       ^"),
    ("a::b::c", "<text>:1:5: unexpected '::'\n1: a::b::\n        ^"),
    ("(a)::b", "<text>:1:4: unexpected '::'\n1: (a)::\n       ^"),
    ("a::", "<text>:2:0: unexpected end of line\n1: a::\n   ^"),
    ("$a", "<text>:1:1: unexpected '$'\n1: $\n    ^"),
    ("=> b", "<text>:1:1: unexpected '=>'\n1: =>\n    ^"),
    ("-> a", "<text>:1:1: unexpected '->'\n1: ->\n    ^"),
    ("= a", "<text>:1:1: unexpected '='\n1: =\n    ^"),
    ("|> f()", "<text>:1:1: unexpected '|>'\n1: |>\n    ^"),
    ("a +", "<text>:2:0: unexpected end of input\n1: a +\n   ^"),
    ("a = = b", "<text>:1:5: unexpected '='\n1: a = =\n        ^"),
    ("f(a b)", "<text>:1:5: unexpected symbol\n1: f(a b\n        ^"),
    ("f(a;b)", "<text>:1:4: unexpected ';'\n1: f(a;\n       ^"),
    ("f(a", "<text>:2:0: unexpected end of input\n1: f(a\n   ^"),
    ("f(TRUE=1)", "<text>:1:7: unexpected '='\n1: f(TRUE=\n          ^"),
    ("f(a=b=c)", "<text>:1:6: unexpected '='\n1: f(a=b=\n         ^"),
    ("f(a+b=1)", "<text>:1:6: unexpected '='\n1: f(a+b=\n         ^"),
    ("f((a)=1)", "<text>:1:6: unexpected '='\n1: f((a)=\n         ^"),
    ("x[1)", "<text>:1:4: unexpected ')'\n1: x[1)\n       ^"),
    ("x[[1)]]", "<text>:1:5: unexpected ')'\n1: x[[1)\n        ^"),
    ("x[[1],2]", "<text>:1:6: unexpected ','\n1: x[[1],\n         ^"),
    ("x[ [1]]", "<text>:1:4: unexpected '['\n1: x[ [\n       ^"),
    ("()", "<text>:1:2: unexpected ')'\n1: ()\n     ^"),
    ("{(})", "<text>:1:3: unexpected '}'\n1: {(}\n      ^"),
    ("{a b}", "<text>:1:4: unexpected symbol\n1: {a b\n       ^"),
    ("{a", "<text>:2:0: unexpected end of input\n1: {a\n   ^"),
    ("}", "<text>:1:1: unexpected '}'\n1: }\n    ^"),
    (";", "<text>:1:1: unexpected ';'\n1: ;\n    ^"),
    ("a;;b", "<text>:1:3: unexpected ';'\n1: a;;\n      ^"),
    ("if (a) b\nelse c", "<text>:2:1: unexpected 'else'\n1: if (a) b\n2: else\n   ^"),
    ("{if (a) b; else c}", "<text>:1:12: unexpected 'else'\n1: {if (a) b; else\n               ^"),
    ("if (a) b else else", "<text>:1:15: unexpected 'else'\n1: if (a) b else else\n                  ^"),
    ("if (a = 1) b", "<text>:1:7: unexpected '='\n1: if (a =\n          ^"),
    ("if a b", "<text>:1:4: unexpected symbol\n1: if a\n       ^"),
    ("for (1 in x) y", "<text>:1:6: unexpected numeric constant\n1: for (1\n         ^"),
    ("for (i 1)", "<text>:1:8: unexpected numeric constant\n1: for (i 1\n           ^"),
    ("while a", "<text>:1:7: unexpected symbol\n1: while a\n          ^"),
    ("function(x,) 1", "<text>:1:12: unexpected ')'\n1: function(x,)\n               ^"),
    ("function(\"x\") 1", "<text>:1:10: unexpected string constant\n1: function(\"x\"\n             ^"),
    ("function(x y) 1", "<text>:1:12: unexpected symbol\n1: function(x y\n               ^"),
    ("function(x==1) 1", "<text>:1:11: unexpected '=='\n1: function(x==\n              ^"),
    ("\\x", "<text>:1:2: unexpected symbol\n1: \\x\n     ^"),
    ("a \\ b", "<text>:1:3: unexpected '\\\\'\n1: a \\\n      ^"),
    ("x$if", "<text>:1:3: unexpected 'if'\n1: x$if\n      ^"),
    ("1e", "<text>:1:1: unexpected input\n1: 1e\n    ^"),
    ("0x", "<text>:1:1: unexpected input\n1: 0x\n    ^"),
    ("0xg", "<text>:1:1: unexpected input\n1: 0xg\n    ^"),
    ("1..2", "<text>:1:3: unexpected numeric constant\n1: 1..2\n      ^"),
    ("1iL", "<text>:1:3: unexpected symbol\n1: 1iL\n      ^"),
    ("5x", "<text>:1:2: unexpected symbol\n1: 5x\n     ^"),
    ("_a", "<text>:1:2: unexpected symbol\n1: _a\n     ^"),
    ("a _", "<text>:1:3: unexpected input\n1: a _\n      ^"),
    ("'abc", "<text>:1:1: unexpected INCOMPLETE_STRING\n1: 'abc\n    ^"),
    ("\"\\", "<text>:1:1: unexpected INCOMPLETE_STRING\n1: \"\\\n    ^"),
    ("`a", "<text>:1:1: unexpected INCOMPLETE_STRING\n1: `a\n    ^"),
    ("r\"(abc", "<text>:1:1: unexpected INCOMPLETE_STRING\n1: r\"(abc\n    ^"),
    ("a\nb\nf(c d", "<text>:3:5: unexpected symbol\n2: b\n3: f(c d\n       ^"),
    ("a\n{\nb", "<text>:4:0: unexpected end of input\n2: {\n3: b\n  ^"),
    ("x <- 'abc\ndef\nghi", "<text>:1:6: unexpected INCOMPLETE_STRING\n2: def\n3: ghi\n        ^"),
    ("\ta b", "<text>:1:11: unexpected symbol\n1:         a b\n              ^"),
    ("été é", "<text>:1:5: unexpected symbol\n1: été é\n        ^"),
    ("a# b\n c d", "<text>:2:4: unexpected symbol\n1: a# b\n2:  c d\n      ^"),
    ("“a”", "<text>:1:1: unexpected input\n1: “\n    ^"),
    ("a – b", "<text>:1:3: unexpected input\n1: a –\n      ^"),
];

/// Text and the message R gives without showing the line.
const REFUSALS: &[(&str, &str)] = &[
    ("_ + 1", "invalid use of pipe placeholder"),
    ("x |> f(y = g(_))", "invalid use of pipe placeholder"),
    ("x |> f(_)", "pipe placeholder can only be used as a named argument"),
    ("x |> f(y = _, z = _)", "pipe placeholder may only appear once"),
    ("x |> f(y = _)()", "pipe placeholder cannot be used in the RHS function"),
    ("x |> f", "The pipe operator requires a function call as RHS"),
    ("x |> a + b", "The pipe operator requires a function call as RHS"),
    ("x |> function(x) x", "function 'function' not supported in RHS call of a pipe"),
    ("x |> a::b", "function '::' not supported in RHS call of a pipe"),
    ("x |> (f)", "function '(' not supported in RHS call of a pipe"),
    ("x |> f(y)[1]", "function '[' not supported in RHS call of a pipe"),
    ("a => b", "'=>' is disabled; set '_R_USE_PIPEBIND_' envvar to a true value to enable it"),
    ("function(x, x) 1", "repeated formal argument 'x'"),
    ("``", "attempt to use zero-length variable name"),
    ("f(\"\" = 1)", "attempt to use zero-length variable name"),
    ("'\\d'", "'\\d' is an unrecognized escape in character string"),
    ("'\\0'", "nul character not allowed"),
    ("'\\x'", "'\\x' used without hex digits in character string"),
    ("'\\u{}'", "'\\u' used without hex digits in character string"),
    ("'\\u{1F600}'", "invalid \\u{xxxx} sequence"),
    ("'\\U{110000}'", "invalid \\U{xxxxxxxx} value 110000"),
    ("'\\x41\\u42'", "mixing Unicode and octal/hex escapes in a string is not allowed"),
    ("'\\400'", "exceeded maximum allowed octal value \\377"),
    ("`\\u41`", "\\uxxxx sequences not supported inside backticks"),
    ("r\"a\"", "malformed raw string literal"),
];

/// The tree in prefix form, `_` for an empty argument.
fn prefix(node: &Node) -> String {
    match &node.kind {
        Kind::Null => "NULL".into(),
        Kind::Logical(true) => "TRUE".into(),
        Kind::Logical(false) => "FALSE".into(),
        Kind::Integer(i) => format!("{i}L"),
        Kind::Double(d) if d.is_infinite() => "Inf".into(),
        Kind::Double(d) if *d != 0.0 && d.abs() < 1e-4 => format!("{d:e}"),
        Kind::Double(d) => d.to_string(),
        Kind::Complex(d) => format!("{d}i"),
        Kind::String(s) => format!("\"{s}\""),
        Kind::Missing(Missing::Logical) => "NA".into(),
        Kind::Missing(Missing::Integer) => "NA_integer_".into(),
        Kind::Missing(Missing::Double) => "NA_real_".into(),
        Kind::Missing(Missing::Complex) => "NA_complex_".into(),
        Kind::Missing(Missing::Character) => "NA_character_".into(),
        Kind::Symbol(s) => s.clone(),
        Kind::Call { function, arguments } => {
            let mut words = vec![prefix(function)];
            for argument in arguments {
                let value = argument.value.as_ref().map_or("_".into(), prefix);
                words.push(argument.name.as_ref().map_or(value.clone(), |name| format!("{name}={value}")));
            }
            format!("({})", words.join(" "))
        }
        Kind::Function { parameters, body } => {
            let formals: Vec<String> = parameters
                .iter()
                .map(|p| p.default.as_ref().map_or(p.name.clone(), |d| format!("{}={}", p.name, prefix(d))))
                .collect();
            format!("(function ({}) {})", formals.join(" "), prefix(body))
        }
    }
}

fn trees(text: &str) -> String {
    parse(text).0.iter().map(prefix).collect::<Vec<_>>().join("; ")
}

/// The message of the only error of a text.
fn error(text: &str) -> String {
    let (_, diagnostics) = parse(text);
    let error = diagnostics.iter().find(|d| d.severity == Severity::Error).expect("the text is wrong");
    parse_message(text, "<text>", error)
}

/// Runs on the stack that a main thread has by default.
fn with_stack(body: fn()) {
    let thread = std::thread::Builder::new().stack_size(8 << 20).spawn(body).expect("a thread starts");
    thread.join().expect("the body does not panic");
}

#[test]
fn programs_become_r_trees() {
    for (text, expected) in TREES.iter().chain(PIPE_EXTRACTIONS) {
        assert_eq!(&trees(text), expected, "{text}");
        let crlf = text.replace('\n', "\r\n");
        assert_eq!(&trees(&crlf), expected, "{text} with CRLF");
    }
}

#[test]
fn wrong_programs_get_r_messages() {
    for (text, expected) in ERRORS {
        assert_eq!(&error(text), expected, "{text}");
    }
    for (text, expected) in REFUSALS {
        assert_eq!(error(text).split(" (<text>").next(), Some(*expected), "{text}");
    }
}

#[test]
fn expressions_before_an_error_are_kept_and_placed() {
    let (nodes, diagnostics) = parse("a <- 1\nb(a);c d");
    let spans: Vec<_> = nodes.iter().map(|n| (n.span.start, n.span.end)).collect();
    assert_eq!(spans, [(0, 6), (7, 11)]);
    assert_eq!((diagnostics[0].span.start, diagnostics[0].span.end), (14, 15));
}

#[test]
fn spans_cover_the_text_of_each_node() {
    let text = "f <- function(x) (x + 1)[2]  ";
    let (nodes, _) = parse(text);
    let Kind::Call { arguments, .. } = &nodes[0].kind else { panic!("an assignment") };
    let span = arguments[1].value.as_ref().expect("a value").span;
    assert_eq!(&text[span.start..span.end], "function(x) (x + 1)[2]");
}

#[test]
fn odd_integers_are_remarked_on() {
    let remarks = |text| parse(text).1.into_iter().map(|d| d.message).collect::<Vec<_>>();
    assert_eq!(remarks("1.0L"), ["integer literal 1.0L contains unnecessary decimal point"]);
    assert_eq!(remarks("1.5L"), ["integer literal 1.5L contains decimal; using numeric value"]);
    assert_eq!(remarks("1e-3L"), ["non-integer value 1e-3L qualified with L; using numeric value"]);
    assert!(remarks("1.5e1L").is_empty());
}

#[test]
fn open_texts_are_incomplete() {
    use Completeness::{Complete, Incomplete, Invalid};
    let table = [
        ("", Complete),
        ("a", Complete),
        ("a +", Incomplete),
        ("f(a,", Incomplete),
        ("{", Incomplete),
        ("'abc", Incomplete),
        ("if (a)", Incomplete),
        ("a::", Invalid),
        ("a b", Invalid),
        ("f(]", Invalid),
    ];
    for (text, expected) in table {
        assert_eq!(completeness(text), expected, "{text}");
    }
}

#[test]
fn nesting_has_limits() {
    with_stack(|| {
        assert!(error(&"(".repeat(51)).starts_with("contextstack overflow"));
        assert_eq!(completeness(&"(".repeat(50)), Completeness::Incomplete);
        assert_eq!(parse(&format!("{}1", "-".repeat(1900))).1, []);
        for deep in ["-", "a <- ", "if (a) b else ", "function() ", "2^", "a = "] {
            assert!(error(&deep.repeat(100_000)).contains("nested too deeply"), "{deep}");
        }
        for long in ["a + ", "a$", "a ? "] {
            assert!(error(&format!("{}a", long.repeat(100_000))).contains("nested too deeply"), "{long}");
        }
    });
}

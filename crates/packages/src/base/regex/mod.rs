//! Regular expressions: looking for them, replacing and splitting at them.

mod find;
mod matcher;
mod matches;
mod replace;
mod translate;

pub use matcher::{Found, Matcher, Span, compiled, matcher};
pub use translate::{Dialect, translate};

use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail};
use raglan_engine::value::Value;

pub(super) const FUNCTIONS: &[Builtin] = &[
    builtin(
        "grep(pattern, x, ignore.case = FALSE, perl = FALSE, value = FALSE, fixed = FALSE, \
         useBytes = FALSE, invert = FALSE)",
        find::grep,
    ),
    builtin(
        "grepl(pattern, x, ignore.case = FALSE, perl = FALSE, fixed = FALSE, useBytes = FALSE)",
        find::grepl,
    ),
    builtin(
        "sub(pattern, replacement, x, ignore.case = FALSE, perl = FALSE, fixed = FALSE, useBytes = FALSE)",
        replace::sub,
    ),
    builtin(
        "gsub(pattern, replacement, x, ignore.case = FALSE, perl = FALSE, fixed = FALSE, useBytes = FALSE)",
        replace::gsub,
    ),
    builtin(
        "regexpr(pattern, text, ignore.case = FALSE, perl = FALSE, fixed = FALSE, useBytes = FALSE)",
        find::regexpr,
    ),
    builtin(
        "gregexpr(pattern, text, ignore.case = FALSE, perl = FALSE, fixed = FALSE, useBytes = FALSE)",
        find::gregexpr,
    ),
    builtin(
        "regexec(pattern, text, ignore.case = FALSE, perl = FALSE, fixed = FALSE, useBytes = FALSE)",
        find::regexec,
    ),
    builtin(
        "gregexec(pattern, text, ignore.case = FALSE, perl = FALSE, fixed = FALSE, useBytes = FALSE)",
        find::gregexec,
    ),
    builtin("strsplit(x, split, fixed = FALSE, perl = FALSE, useBytes = FALSE)", find::strsplit),
    builtin("regmatches(x, m, invert = FALSE)", matches::regmatches),
    builtin("`regmatches<-`(x, m, invert = FALSE, value)", matches::assign_regmatches),
    builtin("agrep(pattern, x, ...)", refuse_approximate),
    builtin("agrepl(pattern, x, ...)", refuse_approximate),
];

fn refuse_approximate(_: &mut Args) -> Eval<Value> {
    fail("approximate matching is not implemented")
}

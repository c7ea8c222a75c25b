//! Names: made unique, made syntactic.

use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail};
use raglan_engine::value::{Value, is_syntactic};
use std::collections::{BTreeMap, BTreeSet};

pub(super) const FUNCTIONS: &[Builtin] = &[
    builtin("make.unique(names, sep = \".\")", make_unique),
    builtin("make.names(names, unique = FALSE, allow_ = TRUE)", make_names),
];

/// The names with `.1`, `.2`, ... behind those that were there before.
pub(crate) fn unique_names(names: &[String], separator: &str) -> Vec<String> {
    let mut first = BTreeSet::new();
    let repeated: Vec<bool> = names.iter().map(|n| !first.insert(n.as_str())).collect();
    let mut taken: BTreeSet<String> = names.iter().cloned().collect();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    names
        .iter()
        .zip(repeated)
        .map(|(name, repeated)| {
            if !repeated {
                return name.clone();
            }
            let count = counts.entry(name).or_insert(0);
            loop {
                *count += 1;
                let candidate = format!("{name}{separator}{count}");
                if taken.insert(candidate.clone()) {
                    return candidate;
                }
            }
        })
        .collect()
}

fn make_unique(args: &mut Args) -> Eval {
    let Value::Character(names) = args.value("names")? else {
        return fail("'names' must be a character vector");
    };
    let separator = args.string("sep")?;
    let texts: Vec<String> = names.data.iter().map(|n| n.unwrap_or("NA").to_string()).collect();
    Ok(Value::strings(unique_names(&texts, &separator)))
}

/// A name as R can read it: odd characters become points, `X` before what cannot begin a name.
pub(crate) fn syntactic_name(name: &str) -> String {
    let letter = |c: char| c.is_alphabetic();
    let mut chars = name.chars();
    let first = chars.next();
    let begins = match first {
        Some(c) if letter(c) => true,
        Some('.') => !chars.next().is_some_and(|c| c.is_ascii_digit()),
        _ => false,
    };
    let mut out = if begins { name.to_string() } else { format!("X{name}") };
    out = out.chars().map(|c| if c.is_alphanumeric() || c == '.' || c == '_' { c } else { '.' }).collect();
    // What is left and still no name is a reserved word.
    if !is_syntactic(&out) {
        out.push('.');
    }
    out
}

fn make_names(args: &mut Args) -> Eval {
    let names = args.strings("names")?;
    let underscore = args.flag("allow_")?;
    let mut texts: Vec<String> = names
        .iter()
        .map(|n| n.map_or_else(|| "NA.".to_string(), syntactic_name))
        .map(|n| if underscore { n } else { n.replace('_', ".") })
        .collect();
    if args.flag("unique")? {
        texts = unique_names(&texts, ".");
    }
    Ok(Value::strings(texts))
}

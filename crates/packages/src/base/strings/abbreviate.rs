//! `abbreviate()`: lower-case vowels go first, then lower-case letters, from the end.

use raglan_engine::eval::{Args, Eval, fail};
use raglan_engine::value::Value;

/// Whether a character starts a word.
fn is_first(text: &[char], i: usize) -> bool {
    i == 0 || text[i - 1] == ' '
}

/// The abbreviation of one string to at least `length` characters.
pub fn abbreviate(text: &str, length: usize, classes: bool) -> String {
    let mut chars: Vec<char> = text.trim_start_matches(' ').chars().collect();
    let blanks = |chars: &[char]| chars.iter().filter(|c| **c == ' ').count();
    let fits = |chars: &[char]| chars.len() - blanks(chars) <= length;
    if chars.len() > length {
        let rounds: [fn(&[char], usize) -> bool; 3] = if classes {
            [
                |c, i| matches!(c[i], 'a' | 'e' | 'i' | 'o' | 'u') && !is_first(c, i),
                |c, i| c[i].is_lowercase() && !is_first(c, i),
                |c, i| c[i] != ' ' && !is_first(c, i),
            ]
        } else {
            [|c, i| c[i] != ' ' && !is_first(c, i), |_, _| false, |_, _| false]
        };
        for drop in rounds {
            let mut i = chars.len();
            while i > 1 {
                i -= 1;
                if fits(&chars) {
                    break;
                }
                if drop(&chars, i) {
                    chars.remove(i);
                }
            }
        }
    }
    if chars.len() > length {
        chars.retain(|c| *c != ' ');
    }
    chars.into_iter().collect()
}

pub(super) fn abbreviate_function(args: &mut Args) -> Eval {
    let value = args.value("names.arg")?;
    let names = args.strings("names.arg")?;
    let length = args.count("minlength")?;
    let classes = args.flag("use.classes")?;
    let dot = args.flag("dot")?;
    let strict = args.flag("strict")?;
    let named = args.flag("named")?;
    if args.choice("method")? != "left.kept" {
        return fail("argument 'method' of `abbreviate` is not implemented");
    }
    let labels: Vec<String> = names.iter().map(|s| s.unwrap_or("NA").to_string()).collect();
    let mut out: Vec<String> = labels.iter().map(|s| shortened(s, length, classes, dot)).collect();
    if !strict {
        let mut longer = length;
        // Duplicates of different strings get more characters until they differ.
        loop {
            let clash: Vec<usize> = (0..out.len())
                .filter(|&i| (0..out.len()).any(|j| out[i] == out[j] && labels[i] != labels[j]))
                .collect();
            if clash.is_empty() || longer > labels.iter().map(|l| l.chars().count()).max().unwrap_or(0) {
                break;
            }
            longer += 1;
            for i in clash {
                out[i] = shortened(&labels[i], longer, classes, dot);
            }
        }
    }
    let texts = Value::texts(names.iter().zip(out).map(|(name, short)| name.map(|_| short)));
    if !named {
        return Ok(texts);
    }
    Ok(match value.names() {
        Some(names) => texts.with_attribute(raglan_engine::value::known::NAMES, names.into()),
        None => texts.with_names(labels),
    })
}

fn shortened(text: &str, length: usize, classes: bool, dot: bool) -> String {
    let out = abbreviate(text, length, classes);
    if dot && out != text { format!("{out}.") } else { out }
}

//! The order of strings in the `en_US.UTF-8` locale, as R sorts them.

use std::cmp::Ordering;

/// Compares two strings: punctuation before digits before letters, letters without regard to case first,
/// then accents, then lower case before upper.
pub fn collate(a: &str, b: &str) -> Ordering {
    let primary = |s: &str| s.chars().filter_map(weight).collect::<Vec<_>>();
    primary(a)
        .cmp(&primary(b))
        .then_with(|| a.chars().map(fold_accent).cmp(b.chars().map(fold_accent)).then(Ordering::Equal))
        .then_with(|| a.chars().map(case).cmp(b.chars().map(case)))
        .then_with(|| a.cmp(b))
}

/// Letters and digits decide first; other characters only when these are the same.
fn weight(c: char) -> Option<(u8, u32)> {
    match base(c) {
        c if c.is_ascii_digit() => Some((1, c as u32)),
        c if c.is_alphabetic() => Some((2, c.to_lowercase().next().map_or(c as u32, |l| l as u32))),
        _ => None,
    }
}

fn fold_accent(c: char) -> u32 {
    let lower = c.to_lowercase().next().unwrap_or(c);
    if lower.is_alphanumeric() && base(lower) == lower { 0 } else { lower as u32 }
}

fn case(c: char) -> u8 {
    u8::from(c.is_uppercase())
}

/// The letter under an accent.
fn base(c: char) -> char {
    const TABLE: &[(&str, char)] = &[
        ("àáâãäåāăą", 'a'),
        ("ÀÁÂÃÄÅĀĂĄ", 'A'),
        ("çćĉċč", 'c'),
        ("ÇĆĈĊČ", 'C'),
        ("èéêëēĕėęě", 'e'),
        ("ÈÉÊËĒĔĖĘĚ", 'E'),
        ("ìíîïĩīĭį", 'i'),
        ("ÌÍÎÏĨĪĬĮ", 'I'),
        ("ñńņň", 'n'),
        ("ÑŃŅŇ", 'N'),
        ("òóôõöøōŏő", 'o'),
        ("ÒÓÔÕÖØŌŎŐ", 'O'),
        ("ùúûüũūŭůű", 'u'),
        ("ÙÚÛÜŨŪŬŮŰ", 'U'),
        ("ýÿ", 'y'),
        ("ÝŸ", 'Y'),
        ("śŝşš", 's'),
        ("ŚŜŞŠ", 'S'),
        ("źżž", 'z'),
        ("ŹŻŽ", 'Z'),
    ];
    if c.is_ascii() {
        return c;
    }
    TABLE.iter().find(|(letters, _)| letters.contains(c)).map_or(c, |(_, b)| *b)
}

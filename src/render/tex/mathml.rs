//! A formula as MathML Core.

use super::{Class, Columns, Node};
use crate::render::escape;

/// The formula as a `math` element, its source beside it for those who copy it.
pub(in crate::render) fn mathml(node: &Node, tex: &str, display: bool) -> String {
    let display_attribute = if display { " display=\"block\"" } else { "" };
    format!(
        "<math{display_attribute}><semantics><mrow>{}</mrow><annotation encoding=\"application/x-tex\">{}</annotation></semantics></math>",
        element(node),
        escape::text(tex.trim())
    )
}

fn element(node: &Node) -> String {
    match node {
        Node::Char(c, class) => character(*c, *class),
        Node::Number(n) => format!("<mn>{}</mn>", escape::text(n)),
        Node::Function(name, _) => {
            format!("<mi>{}</mi><mspace width=\"0.167em\"></mspace>", escape::text(name))
        }
        Node::Text(text) => {
            // Spaces at the ends of an element are dropped by browsers.
            let text = escape::text(text).replace(' ', "\u{a0}");
            format!("<mtext>{text}</mtext>")
        }
        Node::Row(parts) => format!("<mrow>{}</mrow>", parts.iter().map(element).collect::<String>()),
        Node::Fraction { top, bottom, line } => {
            let thickness = if *line { "" } else { " linethickness=\"0\"" };
            format!("<mfrac{thickness}>{}{}</mfrac>", row(top), row(bottom))
        }
        Node::Root { degree: None, radicand } => format!("<msqrt>{}</msqrt>", element(radicand)),
        Node::Root { degree: Some(degree), radicand } => {
            format!("<mroot>{}{}</mroot>", row(radicand), row(degree))
        }
        Node::Script { base, sub, sup } => script(base, sub.as_deref(), sup.as_deref()),
        Node::Accent { base, mark, wide } => {
            let stretchy = if *wide { "" } else { " stretchy=\"false\"" };
            let mark = escape::text(&mark.to_string());
            format!("<mover accent=\"true\">{}<mo{stretchy}>{mark}</mo></mover>", row(base))
        }
        Node::Under { base, mark } => {
            format!(
                "<munder>{}<mo stretchy=\"true\">{}</mo></munder>",
                row(base),
                escape::text(&mark.to_string())
            )
        }
        Node::Fenced { open, close, body } => {
            let fence = |c: &Option<char>| {
                c.map(|c| format!("<mo stretchy=\"true\">{}</mo>", escape::text(&c.to_string())))
                    .unwrap_or_default()
            };
            format!("<mrow>{}{}{}</mrow>", fence(open), element(body), fence(close))
        }
        Node::Styled { style, body } => styled(style, body),
        Node::Table { rows, columns } => table(rows, *columns),
        Node::Space(em) => format!("<mspace width=\"{em}em\"></mspace>"),
    }
}

/// One element, whatever the node is.
fn row(node: &Node) -> String {
    match node {
        Node::Function(name, _) => format!("<mi>{}</mi>", escape::text(name)),
        _ => element(node),
    }
}

fn character(c: char, class: Class) -> String {
    let shown = escape::text(&c.to_string());
    match class {
        Class::Letter => format!("<mi>{shown}</mi>"),
        Class::Upright => format!("<mi mathvariant=\"normal\">{shown}</mi>"),
        Class::Operator => format!("<mo>{shown}</mo>"),
        Class::Large => format!("<mo movablelimits=\"true\">{shown}</mo>"),
        Class::Integral => format!("<mo>{shown}</mo>"),
        Class::Fence => format!("<mo stretchy=\"false\">{shown}</mo>"),
    }
}

fn script(base: &Node, sub: Option<&Node>, sup: Option<&Node>) -> String {
    let limits = matches!(
        base,
        Node::Char(_, Class::Large)
            | Node::Function(_, true)
            | Node::Under { .. }
            | Node::Accent { mark: '⏞', .. }
    );
    // A function keeps its space after the scripts.
    let space = if matches!(base, Node::Function(..)) { "<mspace width=\"0.167em\"></mspace>" } else { "" };
    let base = match base {
        Node::Function(name, true) => format!("<mo movablelimits=\"true\">{}</mo>", escape::text(name)),
        _ => row(base),
    };
    let scripts: String = sub.into_iter().chain(sup).map(row).collect();
    let name = match (sub.is_some(), sup.is_some(), limits) {
        (true, true, true) => "munderover",
        (true, true, false) => "msubsup",
        (true, false, true) => "munder",
        (true, false, false) => "msub",
        (false, _, true) => "mover",
        (false, _, false) => "msup",
    };
    format!("<{name}>{base}{scripts}</{name}>{space}")
}

/// Letters of an alphabet: MathML Core has the characters themselves and no attribute.
fn styled(style: &str, body: &Node) -> String {
    match body {
        Node::Char(c, _) if style == "rm" => character(*c, Class::Upright),
        Node::Char(c, _) => match letter(style, *c) {
            Some(letter) => format!("<mi>{letter}</mi>"),
            None => element(body),
        },
        Node::Number(n) => {
            let digits: String = n.chars().map(|c| letter(style, c).unwrap_or(c)).collect();
            format!("<mn>{}</mn>", escape::text(&digits))
        }
        Node::Row(parts) => {
            let letters: Option<String> = parts
                .iter()
                .map(|p| match p {
                    Node::Char(c, Class::Letter | Class::Upright) => Some(*c),
                    _ => None,
                })
                .collect();
            match letters {
                // A name of several letters is one upright word.
                Some(word) if style == "rm" && !word.is_empty() => {
                    format!("<mi>{}</mi>", escape::text(&word))
                }
                _ => format!("<mrow>{}</mrow>", parts.iter().map(|p| styled(style, p)).collect::<String>()),
            }
        }
        Node::Script { base, sub, sup } => script(
            &Node::Styled { style: static_style(style), body: base.clone() },
            sub.as_deref(),
            sup.as_deref(),
        ),
        _ => element(body),
    }
}

fn static_style(style: &str) -> &'static str {
    ["bf", "rm", "bb", "cal", "frak", "sf", "tt", "it"].into_iter().find(|s| *s == style).unwrap_or("it")
}

/// A letter or digit of Unicode's mathematical alphabets.
fn letter(style: &str, c: char) -> Option<char> {
    let exception = match (style, c) {
        ("bb", 'C') => 'ℂ',
        ("bb", 'H') => 'ℍ',
        ("bb", 'N') => 'ℕ',
        ("bb", 'P') => 'ℙ',
        ("bb", 'Q') => 'ℚ',
        ("bb", 'R') => 'ℝ',
        ("bb", 'Z') => 'ℤ',
        ("cal", 'B') => 'ℬ',
        ("cal", 'E') => 'ℰ',
        ("cal", 'F') => 'ℱ',
        ("cal", 'H') => 'ℋ',
        ("cal", 'I') => 'ℐ',
        ("cal", 'L') => 'ℒ',
        ("cal", 'M') => 'ℳ',
        ("cal", 'R') => 'ℛ',
        ("cal", 'e') => 'ℯ',
        ("cal", 'g') => 'ℊ',
        ("cal", 'o') => 'ℴ',
        ("frak", 'C') => 'ℭ',
        ("frak", 'H') => 'ℌ',
        ("frak", 'I') => 'ℑ',
        ("frak", 'R') => 'ℜ',
        ("frak", 'Z') => 'ℨ',
        _ => '\0',
    };
    if exception != '\0' {
        return Some(exception);
    }
    let (upper, lower, digit) = match style {
        "bf" => (0x1D400, 0x1D41A, Some(0x1D7CE)),
        "bb" => (0x1D538, 0x1D552, Some(0x1D7D8)),
        "cal" => (0x1D49C, 0x1D4B6, None),
        "frak" => (0x1D504, 0x1D51E, None),
        "sf" => (0x1D5A0, 0x1D5BA, Some(0x1D7E2)),
        "tt" => (0x1D670, 0x1D68A, Some(0x1D7F6)),
        _ => return None,
    };
    let code = match c {
        'A'..='Z' => upper + (c as u32 - 'A' as u32),
        'a'..='z' => lower + (c as u32 - 'a' as u32),
        '0'..='9' => digit? + (c as u32 - '0' as u32),
        // Greek has its own bold block.
        'α'..='ω' if style == "bf" => 0x1D6C2 + (c as u32 - 'α' as u32),
        'Α'..='Ω' if style == "bf" => 0x1D6A8 + (c as u32 - 'Α' as u32),
        _ => return None,
    };
    char::from_u32(code)
}

fn table(rows: &[Vec<Node>], columns: Columns) -> String {
    let cell = |(i, node): (usize, &Node)| {
        let align = match columns {
            Columns::Center => "",
            Columns::Left => " style=\"text-align: left\"",
            Columns::Aligned if i % 2 == 0 => " style=\"text-align: right; padding-right: 0\"",
            Columns::Aligned => " style=\"text-align: left; padding-left: 0\"",
        };
        // An operator that begins the right side of an equation keeps its space before.
        let start = if columns == Columns::Aligned && i % 2 == 1 { "<mi></mi>" } else { "" };
        format!("<mtd{align}>{start}{}</mtd>", element(node))
    };
    let lines: String = rows
        .iter()
        .map(|row| format!("<mtr>{}</mtr>", row.iter().enumerate().map(cell).collect::<String>()))
        .collect();
    let display = if columns == Columns::Aligned { " displaystyle=\"true\"" } else { "" };
    format!("<mtable{display}>{lines}</mtable>")
}

#[cfg(test)]
mod tests {
    use super::mathml;
    use crate::render::tex::parse;

    #[test]
    fn formulas_become_elements() {
        for (tex, expected) in [
            ("x_i^2", "<msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>"),
            ("\\frac{1}{n}", "<mfrac><mn>1</mn><mi>n</mi></mfrac>"),
            ("\\mathbb{R}", "<mi>ℝ</mi>"),
            ("\\mathbf{x}", "<mi>𝐱</mi>"),
            ("a < b", "<mrow><mi>a</mi><mo>&lt;</mo><mi>b</mi></mrow>"),
        ] {
            let html = mathml(&parse(tex).expect("it is known"), tex, false);
            assert!(html.contains(expected), "{html}");
        }
    }
}

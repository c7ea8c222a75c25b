//! A formula as typst's math.
//!
//! Every part is a call or a character that typst cannot take for anything else, with spaces between.

use super::markup::literal;
use crate::render::tex::{Class, Columns, Node};

/// The formula, without the dollars around it.
pub(super) fn typst(node: &Node) -> String {
    match node {
        // typst aligns the lines of an equation itself.
        Node::Table { rows, columns: Columns::Aligned } => {
            rows.iter().map(|row| cells(row, " & ")).collect::<Vec<_>>().join(" \\ ")
        }
        _ => part(node),
    }
}

fn cells(row: &[Node], between: &str) -> String {
    row.iter().map(part).collect::<Vec<_>>().join(between)
}

fn part(node: &Node) -> String {
    match node {
        Node::Char(c, class) => character(*c, *class),
        Node::Number(n) => n.clone(),
        Node::Function(name, limits) => format!("op({}, limits: #{limits})", literal(name)),
        Node::Text(text) => format!("#{};", literal(text)),
        Node::Row(parts) if parts.is_empty() => "zws".into(),
        Node::Row(parts) => parts.iter().map(part).collect::<Vec<_>>().join(" "),
        Node::Fraction { top, bottom, line: true } => format!("frac({}, {})", part(top), part(bottom)),
        Node::Fraction { top, bottom, line: false } => {
            format!("mat(delim: #none, {}; {})", part(top), part(bottom))
        }
        Node::Root { degree: None, radicand } => format!("sqrt({})", part(radicand)),
        Node::Root { degree: Some(degree), radicand } => {
            format!("root({}, {})", part(degree), part(radicand))
        }
        Node::Script { base, sub, sup } => script(base, sub.as_deref(), sup.as_deref()),
        Node::Accent { base, mark, wide } => accent(&part(base), *mark, *wide),
        Node::Under { base, mark } => {
            let name = if *mark == '_' { "underline" } else { "underbrace" };
            format!("{name}({})", part(base))
        }
        Node::Fenced { open, close, body } => {
            let fence = |c: &Option<char>| c.map(|c| character(c, Class::Fence)).unwrap_or_default();
            format!("lr({} {} {})", fence(open), part(body), fence(close))
        }
        Node::Styled { style, body } => styled(style, &part(body)),
        Node::Table { rows, columns } => {
            let align = if *columns == Columns::Left { "left" } else { "center" };
            let lines: Vec<String> = rows.iter().map(|row| cells(row, ", ")).collect();
            format!("mat(delim: #none, align: #{align}, {})", lines.join("; "))
        }
        Node::Space(em) => format!("#h({em}em)"),
    }
}

/// A character by itself; what typst gives a meaning to is escaped.
fn character(c: char, class: Class) -> String {
    let shown = if c.is_ascii() && !c.is_ascii_alphanumeric() { format!("\\{c}") } else { c.to_string() };
    match class {
        Class::Letter => shown,
        Class::Upright if c.is_alphabetic() => format!("upright({shown})"),
        _ => shown,
    }
}

fn script(base: &Node, sub: Option<&Node>, sup: Option<&Node>) -> String {
    let mut out = format!("attach({}", part(base));
    if let Some(sup) = sup {
        out.push_str(&format!(", t: {}", part(sup)));
    }
    if let Some(sub) = sub {
        out.push_str(&format!(", b: {}", part(sub)));
    }
    out.push(')');
    out
}

fn accent(base: &str, mark: char, wide: bool) -> String {
    let name = match mark {
        '^' => "hat",
        '~' => "tilde",
        '¯' if wide => return format!("overline({base})"),
        '¯' => "macron",
        '→' => "arrow",
        '˙' => "dot",
        '¨' => "dot.double",
        'ˇ' => "caron",
        '˘' => "breve",
        '´' => "acute",
        '`' => "grave",
        _ => return format!("overbrace({base})"),
    };
    format!("accent({base}, {name}{})", if wide { "" } else { ", size: #100%" })
}

fn styled(style: &str, body: &str) -> String {
    match style {
        "bf" => format!("bold(upright({body}))"),
        "rm" => format!("upright({body})"),
        "bb" => format!("bb({body})"),
        "cal" => format!("cal({body})"),
        "frak" => format!("frak({body})"),
        "sf" => format!("sans({body})"),
        "tt" => format!("mono({body})"),
        _ => format!("italic({body})"),
    }
}

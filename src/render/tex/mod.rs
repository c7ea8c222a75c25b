//! TeX math as a tree: [`parse`] and [`Node`].
//!
//! What authors of statistical reports write is read: letters and symbols, scripts, fractions, roots,
//! accents, fences, functions, alphabets, text, matrices, cases and aligned equations. A command that is not
//! known is a fault that names it.

mod mathml;
mod symbols;

pub(super) use mathml::mathml;

/// What a character is in a formula.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// A variable, slanted.
    Letter,
    /// A letter or sign that stands upright.
    Upright,
    /// An operator or relation.
    Operator,
    /// A sum or product, with limits below and above in display.
    Large,
    /// An integral, with limits at its side.
    Integral,
    /// A bracket.
    Fence,
}

/// A part of a formula.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    /// One character.
    Char(char, Class),
    /// A number.
    Number(String),
    /// A function such as `log`; whether limits stand below it in display.
    Function(String, bool),
    /// Words, set as text.
    Text(String),
    /// Parts in a row.
    Row(Vec<Node>),
    /// `\frac`; without a line it is a binomial's inside.
    Fraction { top: Box<Node>, bottom: Box<Node>, line: bool },
    /// `\sqrt[degree]{radicand}`.
    Root { degree: Option<Box<Node>>, radicand: Box<Node> },
    /// Sub- and superscript.
    Script { base: Box<Node>, sub: Option<Box<Node>>, sup: Option<Box<Node>> },
    /// A mark above; whether it stretches.
    Accent { base: Box<Node>, mark: char, wide: bool },
    /// A line or brace below.
    Under { base: Box<Node>, mark: char },
    /// `\left( … \right)`: brackets as high as what they hold; `None` for `.`.
    Fenced { open: Option<char>, close: Option<char>, body: Box<Node> },
    /// An alphabet: `bf`, `rm`, `bb`, `cal`, `frak`, `sf`, `tt`, `it`.
    Styled { style: &'static str, body: Box<Node> },
    /// Rows of cells; columns are centred or, in aligned equations, right and left in turn.
    Table { rows: Vec<Vec<Node>>, columns: Columns },
    /// A space, in em.
    Space(f64),
}

/// How the columns of a table are set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Columns {
    /// A matrix.
    Center,
    /// Cases.
    Left,
    /// Aligned equations.
    Aligned,
}

/// Reads a formula, or says what in it is not known.
pub(super) fn parse(tex: &str) -> Result<Node, String> {
    let mut reader = Reader { rest: tex, depth: 0 };
    let node = reader.lines(&[])?;
    if reader.rest.is_empty() { Ok(node) } else { Err(format!("a `{}` without a beginning", reader.peek())) }
}

struct Reader<'a> {
    rest: &'a str,
    depth: usize,
}

/// How deep groups may nest.
const DEPTH: usize = 50;

impl<'a> Reader<'a> {
    fn skip_space(&mut self) {
        self.rest = self.rest.trim_start();
        while self.rest.starts_with('%') {
            self.rest = self.rest.split_once('\n').map_or("", |(_, rest)| rest).trim_start();
        }
    }

    /// The next word: a command with its backslash, or one character.
    fn peek(&self) -> &'a str {
        let rest = self.rest;
        let Some(after) = rest.strip_prefix('\\') else {
            return &rest[..rest.chars().next().map_or(0, char::len_utf8)];
        };
        let letters = after.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(after.len());
        let length = if letters > 0 { letters } else { after.chars().next().map_or(0, char::len_utf8) };
        &rest[..1 + length]
    }

    fn next(&mut self) -> &'a str {
        let word = self.peek();
        self.rest = &self.rest[word.len()..];
        word
    }

    /// A formula that may have several lines outside any environment.
    fn lines(&mut self, stop: &[&str]) -> Result<Node, String> {
        let rows = self.rows(stop)?;
        match rows.as_slice() {
            [row] if row.len() == 1 => Ok(row[0].clone()),
            [] => Ok(Node::Row(Vec::new())),
            _ => Ok(Node::Table { rows, columns: Columns::Aligned }),
        }
    }

    /// Cells between `&` and `\\` up to one of the words in `stop`.
    fn rows(&mut self, stop: &[&str]) -> Result<Vec<Vec<Node>>, String> {
        let mut stops = vec!["&", "\\\\"];
        stops.extend(stop);
        let mut rows = vec![Vec::new()];
        loop {
            let cell = self.row(&stops)?;
            rows.last_mut().expect("there is a first row").push(cell);
            match self.peek() {
                "&" => {
                    self.next();
                }
                "\\\\" => {
                    self.next();
                    rows.push(Vec::new());
                }
                _ => break,
            }
        }
        let empty = |row: &Vec<Node>| row.iter().all(|cell| *cell == Node::Row(Vec::new()));
        if rows.len() > 1 && rows.last().is_some_and(empty) {
            rows.pop();
        }
        Ok(rows)
    }

    /// Parts up to one of the words in `stop`, which is left.
    fn row(&mut self, stop: &[&str]) -> Result<Node, String> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err("groups nested too deep".into());
        }
        let mut parts = Vec::new();
        loop {
            self.skip_space();
            let word = self.peek();
            if word.is_empty() || stop.contains(&word) || word == "}" || word == "\\right" || word == "\\end"
            {
                break;
            }
            if word == "&" || word == "\\\\" {
                return Err(format!("a `{word}` outside a table"));
            }
            let part = self.scripted()?;
            parts.push(part);
        }
        self.depth -= 1;
        Ok(if parts.len() == 1 { parts.remove(0) } else { Node::Row(parts) })
    }

    /// A part with its scripts and primes.
    fn scripted(&mut self) -> Result<Node, String> {
        let base = if matches!(self.peek(), "^" | "_" | "'") { Node::Row(Vec::new()) } else { self.part()? };
        let (mut sub, mut sup) = (None, None);
        loop {
            self.skip_space();
            match self.peek() {
                "_" if sub.is_none() => {
                    self.next();
                    sub = Some(Box::new(self.argument()?));
                }
                "^" if sup.is_none() => {
                    self.next();
                    sup = Some(Box::new(self.argument()?));
                }
                "'" if sup.is_none() => {
                    let count = self.rest.len() - self.rest.trim_start_matches('\'').len();
                    self.rest = &self.rest[count..];
                    sup = Some(Box::new(Node::Row(vec![Node::Char('′', Class::Upright); count])));
                }
                "^" | "_" => return Err("two scripts of a kind".into()),
                "\\limits" | "\\nolimits" => {
                    self.next();
                }
                _ => break,
            }
        }
        if sub.is_none() && sup.is_none() {
            Ok(base)
        } else {
            Ok(Node::Script { base: Box::new(base), sub, sup })
        }
    }

    /// A group or a single part.
    fn argument(&mut self) -> Result<Node, String> {
        self.skip_space();
        match self.peek() {
            "" => Err("something is missing at the end".into()),
            "{" => self.group(),
            // `x^12` raises only the 1.
            word if word.bytes().all(|b| b.is_ascii_digit()) => Ok(Node::Number(self.next().to_string())),
            _ => self.part(),
        }
    }

    fn group(&mut self) -> Result<Node, String> {
        self.next();
        let body = self.row(&["}"])?;
        if self.next() != "}" {
            return Err("a `{` that is never closed".into());
        }
        Ok(body)
    }

    /// The text of a group, taken as it is.
    fn raw_group(&mut self) -> Result<&'a str, String> {
        self.skip_space();
        let inside = self.rest.strip_prefix('{').ok_or("a `{` is missing")?;
        let mut depth = 0_usize;
        for (i, c) in inside.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => {
                    self.rest = &inside[i + 1..];
                    return Ok(&inside[..i]);
                }
                '}' => depth -= 1,
                _ => {}
            }
        }
        Err("a `{` that is never closed".into())
    }

    fn part(&mut self) -> Result<Node, String> {
        self.skip_space();
        let word = self.peek();
        if word == "{" {
            return self.group();
        }
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            let length = self.rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(self.rest.len());
            let digits = self.rest[..length].trim_end_matches('.');
            self.rest = &self.rest[digits.len()..];
            return Ok(Node::Number(digits.to_string()));
        }
        self.next();
        if let Some(name) = word.strip_prefix('\\') {
            return self.command(name);
        }
        let c = word.chars().next().ok_or("something is missing at the end")?;
        Ok(match c {
            '-' => Node::Char('−', Class::Operator),
            '*' => Node::Char('∗', Class::Operator),
            '~' => Node::Space(0.33),
            '(' | ')' | '[' | ']' | '|' => Node::Char(c, Class::Fence),
            _ if c.is_alphabetic() => Node::Char(c, Class::Letter),
            '+' | '=' | '<' | '>' | '/' | ',' | ';' | ':' | '!' => Node::Char(c, Class::Operator),
            _ => Node::Char(c, Class::Upright),
        })
    }

    fn boxed(&mut self) -> Result<Box<Node>, String> {
        self.argument().map(Box::new)
    }

    fn command(&mut self, name: &str) -> Result<Node, String> {
        if let Some((c, class)) = symbols::symbol(name) {
            return Ok(Node::Char(c, class));
        }
        if let Some(limits) = symbols::function(name) {
            return Ok(Node::Function(name.to_string(), limits));
        }
        if let Some((mark, wide)) = symbols::accent(name) {
            return Ok(Node::Accent { base: self.boxed()?, mark, wide });
        }
        if let Some(style) = style(name) {
            return Ok(Node::Styled { style, body: self.boxed()? });
        }
        match name {
            "frac" | "dfrac" | "tfrac" => {
                Ok(Node::Fraction { top: self.boxed()?, bottom: self.boxed()?, line: true })
            }
            "binom" => {
                let inside = Node::Fraction { top: self.boxed()?, bottom: self.boxed()?, line: false };
                Ok(Node::Fenced { open: Some('('), close: Some(')'), body: Box::new(inside) })
            }
            "sqrt" => self.root(),
            "underline" => Ok(Node::Under { base: self.boxed()?, mark: '_' }),
            "underbrace" => Ok(Node::Under { base: self.boxed()?, mark: '⏟' }),
            "text" | "textrm" | "mbox" | "textnormal" | "textit" | "textbf" => {
                Ok(Node::Text(self.raw_group()?.to_string()))
            }
            "operatorname" => Ok(Node::Function(self.raw_group()?.to_string(), false)),
            "left" => self.fenced(),
            "begin" => self.environment(),
            "bigl" | "bigr" | "Bigl" | "Bigr" | "big" | "Big" | "bigg" | "Bigg" | "biggl" | "biggr"
            | "displaystyle" | "textstyle" | "limits" | "nolimits" | "nonumber" | "notag" => {
                Ok(Node::Row(Vec::new()))
            }
            "," | "thinspace" => Ok(Node::Space(0.167)),
            ":" | ">" => Ok(Node::Space(0.222)),
            ";" => Ok(Node::Space(0.278)),
            "!" => Ok(Node::Space(-0.167)),
            " " => Ok(Node::Space(0.33)),
            "quad" => Ok(Node::Space(1.0)),
            "qquad" => Ok(Node::Space(2.0)),
            "not" => match self.argument()? {
                Node::Char('=', _) => Ok(Node::Char('≠', Class::Operator)),
                Node::Char('∈', _) => Ok(Node::Char('∉', Class::Operator)),
                _ => Err("`\\not` is known only before `=` and `\\in`".into()),
            },
            _ => Err(format!("the command `\\{name}` is not known")),
        }
    }

    fn root(&mut self) -> Result<Node, String> {
        self.skip_space();
        let degree = if self.peek() == "[" {
            self.next();
            let degree = self.row(&["]"])?;
            if self.next() != "]" {
                return Err("a `[` that is never closed".into());
            }
            Some(Box::new(degree))
        } else {
            None
        };
        Ok(Node::Root { degree, radicand: self.boxed()? })
    }

    fn fenced(&mut self) -> Result<Node, String> {
        let open = self.bracket()?;
        let body = self.row(&["\\right"])?;
        if self.next() != "\\right" {
            return Err("a `\\left` without `\\right`".into());
        }
        Ok(Node::Fenced { open, close: self.bracket()?, body: Box::new(body) })
    }

    fn bracket(&mut self) -> Result<Option<char>, String> {
        self.skip_space();
        match self.next() {
            "." => Ok(None),
            "<" => Ok(Some('⟨')),
            ">" => Ok(Some('⟩')),
            word => match word.strip_prefix('\\') {
                None if !word.is_empty() => Ok(word.chars().next()),
                None => Err("a bracket is missing".into()),
                Some(name) => {
                    symbols::symbol(name).map(|(c, _)| Some(c)).ok_or(format!("`{word}` is not a bracket"))
                }
            },
        }
    }

    fn environment(&mut self) -> Result<Node, String> {
        let name = self.raw_group()?;
        if name == "array" {
            self.raw_group()?;
        }
        let rows = self.rows(&["\\end"])?;
        if self.next() != "\\end" || self.raw_group()? != name {
            return Err(format!("`\\begin{{{name}}}` without its end"));
        }
        let fences = match name.trim_end_matches('*') {
            "pmatrix" => (Some('('), Some(')'), Columns::Center),
            "bmatrix" => (Some('['), Some(']'), Columns::Center),
            "vmatrix" => (Some('|'), Some('|'), Columns::Center),
            "Bmatrix" => (Some('{'), Some('}'), Columns::Center),
            "cases" => (Some('{'), None, Columns::Left),
            "matrix" | "array" | "smallmatrix" | "gather" | "gathered" | "equation" => {
                (None, None, Columns::Center)
            }
            "aligned" | "align" | "split" | "eqnarray" => (None, None, Columns::Aligned),
            _ => return Err(format!("the environment `{name}` is not known")),
        };
        let (open, close, columns) = fences;
        let table = Node::Table { rows, columns };
        if open.is_none() {
            return Ok(table);
        }
        Ok(Node::Fenced { open, close, body: Box::new(table) })
    }
}

fn style(name: &str) -> Option<&'static str> {
    Some(match name {
        "mathbf" | "boldsymbol" | "bm" => "bf",
        "mathrm" | "mathup" => "rm",
        "mathbb" => "bb",
        "mathcal" | "mathscr" => "cal",
        "mathfrak" => "frak",
        "mathsf" => "sf",
        "mathtt" => "tt",
        "mathit" => "it",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_of_reports_are_read() {
        for tex in [
            "y_i = \\beta_0 + \\beta_1 x_i + \\varepsilon_i, \\quad \\varepsilon_i \\sim \\mathcal{N}(0, \\sigma^2)",
            "\\hat\\theta = \\frac{1}{n}\\sum_{i=1}^n x_i",
            "\\left( \\frac{a}{b} \\right)^{2}",
            "\\begin{aligned} a &= b \\\\ c &= d \\end{aligned}",
            "\\begin{pmatrix} 1 & 0 \\\\ 0 & 1 \\end{pmatrix}",
            "f'(x) = \\begin{cases} 1 & \\text{if } x > 0 \\\\ 0 & \\text{otherwise} \\end{cases}",
            "\\sqrt[3]{x} \\cdot \\log_{10} n \\in \\mathbb{R}^{p \\times p}",
            "P(A \\mid B) % comment",
        ] {
            assert!(parse(tex).is_ok(), "{tex}: {:?}", parse(tex));
        }
    }

    #[test]
    fn what_is_not_known_is_named() {
        assert_eq!(parse("\\foo x"), Err("the command `\\foo` is not known".into()));
        for tex in [
            "{",
            "}",
            "x^",
            "\\frac{1}",
            "\\left( x",
            "\\begin{cases} 1",
            "\\begin{foo}\\end{foo}",
            "x_1_2",
            "\\",
            "&}",
        ] {
            assert!(parse(tex).is_err(), "{tex}");
        }
        assert!(parse(&"{".repeat(10_000)).is_err());
    }

    #[test]
    fn digits_after_a_caret_stand_alone() {
        assert_eq!(
            parse("x^12"),
            Ok(Node::Row(vec![
                Node::Script {
                    base: Box::new(Node::Char('x', Class::Letter)),
                    sub: None,
                    sup: Some(Box::new(Node::Number("1".into())))
                },
                Node::Number("2".into())
            ]))
        );
    }
}

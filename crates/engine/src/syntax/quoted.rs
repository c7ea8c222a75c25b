//! String literals: escapes, raw strings, names in backticks.

use super::lexer::Failure;
use crate::text::Span;

/// What stands between quotes.
pub(super) enum Quoted {
    /// The text with its escapes resolved, and where the literal ends.
    Closed(String, usize),
    /// The text ends first.
    Open,
}

/// Reads the literal whose opening quote stands at `start`.
pub(super) fn read_quoted(text: &str, start: usize) -> Result<Quoted, Failure> {
    let mut reader = Reader { text, at: start, out: Vec::new(), unicode: false, bytes: false };
    let quote = reader.next_char().unwrap_or('"');
    loop {
        match reader.next_char() {
            None => return Ok(Quoted::Open),
            Some(c) if c == quote => break,
            Some('\\') => {
                if !reader.escape(quote == '`')? {
                    return Ok(Quoted::Open);
                }
            }
            // A line end is a newline whatever the file's convention.
            Some('\r') if reader.peek() == Some('\n') => {}
            Some(c) => reader.push(c),
        }
    }
    let end = reader.at;
    if reader.unicode && reader.bytes {
        let message = "mixing Unicode and octal/hex escapes in a string is not allowed";
        return Err(Failure::new(Span::new(start, end), message));
    }
    match String::from_utf8(reader.out) {
        Ok(value) => Ok(Quoted::Closed(value, end)),
        Err(_) => {
            Err(Failure::new(Span::new(start, end), "string is not valid UTF-8, which is not supported"))
        }
    }
}

/// Reads the raw string whose quote, after the `r`, stands at `quote`.
pub(super) fn read_raw(text: &str, quote: usize) -> Result<Quoted, Failure> {
    let bytes = text.as_bytes();
    let dashes = bytes[quote + 1..].iter().take_while(|&&b| b == b'-').count();
    let open = quote + 1 + dashes;
    let close = match bytes.get(open) {
        Some(b'(') => ')',
        Some(b'[') => ']',
        Some(b'{') => '}',
        _ => return Err(Failure::new(Span::new(quote - 1, open), "malformed raw string literal")),
    };
    let delimiter = format!("{close}{}{}", "-".repeat(dashes), bytes[quote] as char);
    let body = &text[open + 1..];
    Ok(match body.find(&delimiter) {
        Some(length) => {
            Quoted::Closed(body[..length].replace("\r\n", "\n"), open + 1 + length + delimiter.len())
        }
        None => Quoted::Open,
    })
}

/// Walks over a literal and collects its bytes.
struct Reader<'a> {
    text: &'a str,
    at: usize,
    out: Vec<u8>,
    /// A `\u` or `\U` was seen.
    unicode: bool,
    /// A `\x` or octal escape was seen.
    bytes: bool,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn next_char(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn push(&mut self, c: char) {
        self.out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
    }

    /// Resolves one escape; false when the text ends within it.
    fn escape(&mut self, backtick: bool) -> Result<bool, Failure> {
        let start = self.at - 1;
        let Some(c) = self.next_char() else { return Ok(false) };
        match c {
            'a' => self.out.push(7),
            'b' => self.out.push(8),
            'f' => self.out.push(12),
            'n' => self.out.push(b'\n'),
            'r' => self.out.push(b'\r'),
            't' => self.out.push(b'\t'),
            'v' => self.out.push(11),
            '\\' | '"' | '\'' | '`' | ' ' | '\n' => self.push(c),
            '\r' if self.peek() == Some('\n') => {}
            '0'..='7' => self.octal(start)?,
            'x' => self.hexadecimal(start)?,
            'u' | 'U' if backtick => {
                let message = format!("\\{c}{} sequences not supported inside backticks", placeholder(c));
                return Err(self.failure(start, message));
            }
            'u' | 'U' => self.code_point(start, c)?,
            _ => {
                let message = format!("'\\{c}' is an unrecognized escape in character string");
                return Err(self.failure(start, message));
            }
        }
        Ok(true)
    }

    fn failure(&self, start: usize, message: impl Into<String>) -> Failure {
        Failure::new(Span::new(start, self.at), message)
    }

    /// Up to `limit` digits of `radix`: their value and how many there were.
    fn digits(&mut self, radix: u32, limit: usize) -> (u32, usize) {
        let (mut value, mut count) = (0u32, 0);
        while count < limit {
            let Some(digit) = self.peek().and_then(|c| c.to_digit(radix)) else { break };
            value = value.wrapping_mul(radix).wrapping_add(digit);
            count += 1;
            self.at += 1;
        }
        (value, count)
    }

    fn byte(&mut self, start: usize, value: u32) -> Result<(), Failure> {
        if value == 0 {
            return Err(self.failure(start, "nul character not allowed"));
        }
        self.bytes = true;
        self.out.push(value as u8);
        Ok(())
    }

    fn octal(&mut self, start: usize) -> Result<(), Failure> {
        self.at -= 1;
        let (value, _) = self.digits(8, 3);
        if value > 0o377 {
            return Err(self.failure(start, "exceeded maximum allowed octal value \\377"));
        }
        self.byte(start, value)
    }

    fn hexadecimal(&mut self, start: usize) -> Result<(), Failure> {
        let (value, count) = self.digits(16, 2);
        if count == 0 {
            return Err(self.failure(start, "'\\x' used without hex digits in character string"));
        }
        self.byte(start, value)
    }

    /// `\u` with up to four digits or `\U` with up to eight, in braces or not.
    fn code_point(&mut self, start: usize, letter: char) -> Result<(), Failure> {
        let value = self.code_unit(start, letter)?;
        if value == 0 {
            return Err(self.failure(start, "nul character not allowed"));
        }
        let value = if (0xD800..0xDC00).contains(&value) { self.pair(start, value)? } else { value };
        self.unicode = true;
        match char::from_u32(value) {
            Some(c) => self.push(c),
            None if (0xD800..0xE000).contains(&value) => {
                let message = format!("unpaired surrogate Unicode point {value:x} is not supported");
                return Err(self.failure(start, message));
            }
            None => {
                let braced = self.text[start..self.at].ends_with('}');
                let digits = placeholder(letter);
                let digits = if braced { format!("{{{digits}}}") } else { digits.to_string() };
                let message = format!("invalid \\{letter}{digits} value {value:06x}");
                return Err(self.failure(start, message));
            }
        }
        Ok(())
    }

    fn code_unit(&mut self, start: usize, letter: char) -> Result<u32, Failure> {
        let braced = self.peek() == Some('{');
        if braced {
            self.at += 1;
        }
        let (value, count) = self.digits(16, if letter == 'u' { 4 } else { 8 });
        if count == 0 {
            let message = format!("'\\{letter}' used without hex digits in character string");
            return Err(self.failure(start, message));
        }
        if braced && self.next_char() != Some('}') {
            let message = format!("invalid \\{letter}{{{}}} sequence", placeholder(letter));
            return Err(self.failure(start, message));
        }
        Ok(value)
    }

    /// A high surrogate and the low one that follows it as another escape, as one code point.
    fn pair(&mut self, start: usize, high: u32) -> Result<u32, Failure> {
        let before = self.at;
        if self.next_char() == Some('\\')
            && let Some(letter @ ('u' | 'U')) = self.next_char()
        {
            let low = self.code_unit(start, letter)?;
            if (0xDC00..0xE000).contains(&low) {
                return Ok(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00));
            }
        }
        self.at = before;
        Ok(high)
    }
}

/// The digits R writes in messages about an escape.
fn placeholder(letter: char) -> &'static str {
    if letter == 'u' { "xxxx" } else { "xxxxxxxx" }
}

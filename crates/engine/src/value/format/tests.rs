//! What R 4.2.2 prints for these numbers and strings; complex numbers are as R 4.4 documents them.

use super::*;

const NA: f64 = f64::from_bits(0x7FF0_0000_0000_07A2);

/// Values, digits, scipen, nsmall and `format()` of them.
type VectorRow = (&'static [f64], i32, i32, usize, &'static [&'static str]);

#[rustfmt::skip]
const VECTORS: &[VectorRow] = &[
    (&[1.0, 2.5, NA], 7, 0, 0, &["1.0", "2.5", " NA"]),
    (&[1.5, NA, f64::INFINITY, -f64::INFINITY, f64::NAN], 7, 0, 0, &[" 1.5", "  NA", " Inf", "-Inf", " NaN"]),
    (&[1.1, 2.25, 3.333333333], 7, 0, 0, &["1.100000", "2.250000", "3.333333"]),
    (&[123456.0, 1e-5], 7, 0, 0, &["1.23456e+05", "1.00000e-05"]),
    (&[1e5, 1.0], 7, 0, 0, &["1e+05", "1e+00"]),
    (&[-1.0, 1e5], 7, 0, 0, &["    -1", "100000"]),
    (&[1e-5, 123.0], 7, 0, 0, &["1.00e-05", "1.23e+02"]),
    (&[0.1, 1e100], 7, 0, 0, &[" 1e-01", "1e+100"]),
    (&[1e-100, 1.0], 7, 0, 0, &["1e-100", " 1e+00"]),
    (&[1e-99], 7, 0, 0, &["1e-99"]),
    (&[1e5], 7, 0, 0, &["1e+05"]),
    (&[123456.0], 7, 0, 0, &["123456"]),
    (&[1234567.8], 7, 0, 0, &["1234568"]),
    (&[0.30000000000000004], 17, 0, 0, &["0.30000000000000004"]),
    (&[0.30000000000000004], 16, 0, 0, &["0.3"]),
    (&[0.3333333333333333], 16, 0, 0, &["0.3333333333333333"]),
    (&[0.6666666666666666], 3, 0, 0, &["0.667"]),
    (&[9996.0, 1.0], 3, 0, 0, &["9996", "   1"]),
    (&[9996.0], 3, 0, 0, &["9996"]),
    (&[99999.5, 1.0], 5, 0, 0, &["1e+05", "1e+00"]),
    (&[0.99996], 4, 0, 0, &["1"]),
    (&[0.15], 1, 0, 0, &["0.1"]),
    (&[2.675], 3, 0, 0, &["2.67"]),
    (&[0.00123456, 1234.5678], 4, 0, 0, &["1.235e-03", "1.235e+03"]),
    (&[1e15], 7, 0, 0, &["1e+15"]),
    (&[1e-300], 7, 0, 0, &["1e-300"]),
    (&[5e-324], 7, 0, 0, &["4.940656e-324"]),
    (&[1.7976931348623157e308], 7, 0, 0, &["1.797693e+308"]),
    (&[123456789.123], 7, 0, 2, &["123456789.12"]),
    (&[2.0], 7, 0, 2, &["2.00"]),
    (&[1e10], 7, 0, 2, &["1e+10"]),
    (&[1e5], 7, 1, 0, &["100000"]),
    (&[1e5], 7, -1, 0, &["1e+05"]),
    (&[1e10, 1.0], 7, 10, 0, &["10000000000", "          1"]),
    (&[0.0001], 7, 100, 0, &["0.0001"]),
    (&[1.152921504606847e18], 15, 0, 0, &["1152921504606846976"]),
    (&[1e23], 22, 0, 0, &["99999999999999991611392"]),
    (&[0.0, -1.0], 7, 0, 0, &[" 0", "-1"]),
    (&[-0.0], 7, 0, 0, &["0"]),
    (&[3.14159, 1e3], 3, 0, 0, &["   3.14", "1000.00"]),
    (&[100000.1], 7, 0, 0, &["100000.1"]),
    (&[1e1, 2.5], 7, 0, 1, &["10.0", " 2.5"]),
    (&[314159.26535], 7, 0, 0, &["314159.3"]),
    (&[1234.5678], 2, 0, 0, &["1235"]),
    (&[0.1], 22, 0, 0, &["0.1000000000000000055511"]),
];

/// `as.character()`.
const TEXTS: &[(f64, &str)] = &[
    (1e5, "1e+05"),
    (123456.7, "123456.7"),
    (1e15, "1e+15"),
    (0.30000000000000004, "0.3"),
    (0.3333333333333333, "0.333333333333333"),
    (0.0001, "1e-04"),
    (1e2, "100"),
    (9007199254740992.0, "9007199254740992"),
    (1e-300, "1e-300"),
    (123456789012.0, "123456789012"),
    (-1.5, "-1.5"),
    (1e22, "1e+22"),
    (314159265358979.3, "314159265358979"),
];

/// `sprintf()` of doubles.
const REALS: &[(&str, f64, &str)] = &[
    ("%5.1f", NA, "   NA"),
    ("%05.1f", NA, "   NA"),
    ("%+f", f64::INFINITY, "+Inf"),
    ("% f", f64::NAN, " NaN"),
    ("%010f", -f64::INFINITY, "      -Inf"),
    ("%5.2f", 3.14159, " 3.14"),
    ("%e", 12345.678, "1.234568e+04"),
    ("%.3g", 0.00012345, "0.000123"),
    ("%g", 1e5, "100000"),
    ("%g", 1e-5, "1e-05"),
    ("%#g", 1.0, "1.00000"),
    ("%G", 1e-10, "1E-10"),
    ("%#.0f", 3.0, "3."),
    ("%a", 0.1, "0x1.999999999999ap-4"),
    ("%.3a", 0.1, "0x1.99ap-4"),
    ("%A", -1.5, "-0X1.8P+0"),
    ("%020a", 1.5, "0x0000000000001.8p+0"),
    ("%+.2e", -0.5, "-5.00e-01"),
    ("%.0f", 2.5, "2"),
    ("%.0f", 0.5, "0"),
    ("%.15f", 0.1, "0.100000000000000"),
    ("%08.2f", -3.14159, "-0003.14"),
    ("% .3f", 2.0, " 2.000"),
    ("%.10g", 1e10, "1e+10"),
];

/// `sprintf()` of integers.
const INTEGERS: &[(&str, Option<i32>, &str)] = &[
    ("%d", Some(42), "42"),
    ("%5d", Some(-42), "  -42"),
    ("%05d", Some(-5), "-0005"),
    ("%+d", Some(5), "+5"),
    ("% d", Some(5), " 5"),
    ("%-6d", Some(42), "42    "),
    ("%.5d", Some(42), "00042"),
    ("%8.5d", Some(-42), "  -00042"),
    ("%x", Some(255), "ff"),
    ("%X", Some(255), "FF"),
    ("%#x", Some(255), "0xff"),
    ("%x", Some(-1), "ffffffff"),
    ("%o", Some(8), "10"),
    ("%#o", Some(8), "010"),
    ("%08x", Some(255), "000000ff"),
    ("%5d", None, "   NA"),
    ("%+d", None, "NA"),
    ("%i", Some(0), "0"),
];

/// Values, width, digits, format, flag, big.mark, drop0trailing and `formatC()` of them.
type FormatCRow = (
    &'static [f64],
    Option<i32>,
    Option<i32>,
    &'static str,
    &'static str,
    &'static str,
    bool,
    &'static [&'static str],
);

#[rustfmt::skip]
const FORMAT_C: &[FormatCRow] = &[
    (&[1.0, 1e1, 1e2], None, None, "g", "", "", false, &["1", "10", "100"]),
    (&[3.14159], None, Some(3), "g", "", "", false, &["3.14"]),
    (&[3.14159], None, Some(3), "f", "", "", false, &["3.142"]),
    (&[123456789.0], None, None, "g", "", "", false, &["1.235e+08"]),
    (&[1.0, 1e1, 1e2], None, Some(3), "g", "", "", false, &["   1", "  10", " 100"]),
    (&[123456789.0], None, None, "d", "", ",", false, &["123,456,789"]),
    (&[1.0, 1e3, 1e6], None, None, "d", "", ",", false, &["1", "1,000", "1,000,000"]),
    (&[1e6], Some(12), None, "d", "", ",", false, &["   1,000,000"]),
    (&[1.0, 1e3, 1e6], Some(10), None, "d", "0", ",", false, &["0,000,000,001", "0,000,001,000", "0,001,000,000"]),
    (&[1e6], Some(-12), None, "d", "", ",", false, &["1,000,000     "]),
    (&[-123456.0], None, None, "d", "", ",", false, &["-123,456"]),
    (&[1234567.891], None, Some(2), "f", "", ",", false, &["1,234,567.89"]),
    (&[1.0, NA, f64::NAN, f64::INFINITY, -f64::INFINITY], None, None, "g", "", "", false, &["1", "  NA", " NaN", " Inf", "-Inf"]),
    (&[1.0, NA, f64::INFINITY], Some(6), None, "g", "0", "", false, &["000001", "    NA", "   Inf"]),
    (&[1.0, NA, f64::INFINITY], Some(6), None, "g", "-", "", false, &["1     ", "NA    ", "Inf   "]),
    (&[3.141592653589793], Some(12), Some(8), "e", "", "", false, &["3.14159265e+00"]),
    (&[3.141592653589793], None, None, "E", "", "", false, &["3.1416E+00"]),
    (&[31415926535.89793], None, None, "G", "", "", false, &["3.142E+10"]),
    (&[5.0], None, None, "g", "+", "", false, &["+5"]),
    (&[5.0], Some(5), None, "g", " ", "", false, &["    5"]),
    (&[1e10], None, Some(3), "fg", "", "", false, &["10000000000"]),
    (&[1.2345e-5], None, Some(3), "fg", "", "", false, &["0.0000123"]),
    (&[1.2345e-5], None, Some(3), "fg", "#", "", false, &["0.0000123"]),
    (&[1.0], None, Some(3), "fg", "#", "", false, &["1.00"]),
    (&[1e3, 1234.4, 999.95, 99.995, 9.9995], None, Some(4), "fg", "", "", false, &[" 1000", " 1234", " 1000", "  100", "9.999"]),
    (&[123456.0], None, Some(2), "fg", "", ",", false, &["123,456"]),
    (&[0.1], Some(10), None, "fg", "", "", false, &["       0.1"]),
    (&[1.5, 1e1, 100.25], None, Some(4), "f", "", "", true, &["1.5", "10", "100.25"]),
    (&[0.5], None, Some(0), "f", "", "", false, &["0"]),
    (&[-0.0], None, None, "d", "", "", false, &["0"]),
];

/// `round()`.
const ROUNDED: &[(f64, i32, f64)] = &[
    (0.15, 1, 0.1),
    (0.25, 1, 0.2),
    (0.35, 1, 0.3),
    (2.5, 0, 2.0),
    (-1.5, 0, -2.0),
    (0.5, 0, 0.0),
    (2.675, 2, 2.67),
    (1.005, 2, 1.0),
    (5.015, 2, 5.02),
    (-2.345, 2, -2.35),
    (1234.567, -2, 1.2e3),
    (1.25e3, -2, 1.2e3),
    (1.35e3, -2, 1.4e3),
    (137434.97, -5, 99999.99999999999),
    (5000000000000001.0, 2, 5000000000000001.0),
    (0.30000000000000004, 16, 0.30000000000000004),
    (1e-300, 301, 9.999999999999994e-301),
    (1.23e-310, 312, 1.23e-310),
    (1e308, -308, 1.0000000000000006e308),
    (1e300, -310, 0.0),
    (55.55, 1, 55.5),
    (0.285, 2, 0.28),
];

/// `signif()`.
const SIGNIFICANT: &[(f64, i32, f64)] = &[
    (123456.0, 2, 1.2e5),
    (0.00123456, 3, 0.00123),
    (-1.25, 2, -1.2),
    (1.35, 2, 1.4),
    (99999.0, 3, 1e5),
    (1e-310, 3, 1e-310),
    (1.7e308, 1, 1.0000000000000006e308),
    (3.4473043686902052e-304, 13, 3.4473043686899976e-304),
    (0.3333333333333333, 15, 0.333333333333333),
    (0.3333333333333333, 22, 0.3333333333333333),
    (0.3333333333333333, 0, 0.3),
    (2.5, 1, 2.0),
];

#[test]
fn vectors_share_a_format() {
    for (xs, digits, scipen, nsmall, expected) in VECTORS {
        let format = RealFormat::of(xs, *digits, *scipen, *nsmall, 2);
        let texts: Vec<_> = xs.iter().map(|&x| format_real(x, &format, "NA", ".")).collect();
        assert_eq!(&texts, expected, "{xs:?} with {digits} digits");
    }
}

#[test]
fn numbers_become_strings() {
    for &(x, expected) in TEXTS {
        assert_eq!(real_to_string(x, 15, 0), expected);
    }
    assert_eq!(real_to_string(NA, 15, 0), "NA");
    assert_eq!(real_to_string(f64::NAN, 15, 0), "NaN");
}

#[test]
fn decimal_marks_can_be_commas() {
    let format = RealFormat::of(&[1.5, 10.0], 7, 0, 0, 2);
    assert_eq!(format_real(1.5, &format, "NA", ","), " 1,5");
}

#[test]
fn sprintf_converts_numbers() {
    for (format, x, expected) in REALS {
        let directive = Directive::parse(format).expect("the format is a directive");
        assert_eq!(&directive.real(*x), expected, "{format} of {x}");
    }
    for (format, x, expected) in INTEGERS {
        let directive = Directive::parse(format).expect("the format is a directive");
        assert_eq!(&directive.integer(*x), expected, "{format} of {x:?}");
    }
    let string =
        |format: &str, text| Directive::parse(format).expect("the format is a directive").string(text);
    assert_eq!(string("%5s", "abc"), "  abc");
    assert_eq!(string("%-5s", "abc"), "abc  ");
    assert_eq!(string("%5.1s", "abc"), "    a");
    assert_eq!(string("%-5s", "é"), "é   ");
}

#[test]
fn formats_are_cut_into_pieces() {
    let pieces = split_format("a %5.1f%% %2$s %-*d").expect("the format is right");
    let texts: Vec<_> = pieces
        .iter()
        .map(|piece| match piece {
            Piece::Text(text) => text.as_str(),
            Piece::Directive(directive) => directive.text.as_str(),
        })
        .collect();
    assert_eq!(texts, ["a ", "%5.1f", "% ", "%2$s", " ", "%-*d"]);
    let star = Directive::parse("%*.*f").expect("a directive").with_amounts(Some(-8), Some(1));
    assert_eq!(star.real(1.25), "1.2     ");
    assert_eq!(split_format("%y"), Err("unrecognised format specification '%y'".to_string()));
    assert_eq!(split_format("%5%"), Err("unrecognised format specification '%5%'".to_string()));
}

#[test]
fn format_c_follows_r() {
    for (xs, width, digits, format, flag, big, drop, expected) in FORMAT_C {
        let mode = match *format {
            "d" => Mode::Integer,
            "f" => Mode::Fixed,
            "e" => Mode::Scientific { upper: false },
            "E" => Mode::Scientific { upper: true },
            "g" => Mode::General { upper: false },
            "G" => Mode::General { upper: true },
            _ => Mode::FixedSignificant,
        };
        let marks = Marks { big: big.to_string(), drop_trailing_zeros: *drop, ..Marks::default() };
        let format = FormatC { width: *width, digits: *digits, mode, flag: flag.to_string(), marks };
        let texts = format.real(xs).expect("the width is right");
        assert_eq!(&texts, expected, "{xs:?} {format:?}");
    }
    let five = |width, flag: &str| FormatC {
        width: Some(width),
        digits: None,
        mode: Mode::Integer,
        flag: flag.to_string(),
        marks: Marks::default(),
    };
    assert_eq!(five(5, "").string(&[Some("é"), Some("日"), None]), ["    é", "   日", "   NA"]);
    assert_eq!(five(-5, "").string(&[Some("é")]), ["é    "]);
    assert_eq!(five(5, "0").integer(&[Some(-5), None]), Ok(vec!["-0005".to_string(), "   NA".to_string()]));
}

#[test]
fn pretty_num_puts_marks() {
    let comma = Marks { big: ",".to_string(), preserve: PreserveWidth::Common, ..Marks::default() };
    let apply = |marks: &Marks, texts: &[&str]| marks.apply(texts.iter().map(|t| t.to_string()).collect());
    assert_eq!(apply(&comma, &["1234567", "12"]), ["1,234,567", "       12"]);
    assert_eq!(apply(&comma, &["  1234", "  12"]), ["  1,234", "     12"]);
    assert_eq!(apply(&comma, &["-1234"]), ["-1,234"]);
    assert_eq!(apply(&comma, &["1e+10"]), ["1e+10"]);
    let individual = Marks { preserve: PreserveWidth::Individual, ..comma.clone() };
    assert_eq!(apply(&individual, &["  1234", "  12"]), [" 1,234", "  12"]);
    let none = Marks { preserve: PreserveWidth::None, ..comma.clone() };
    assert_eq!(apply(&none, &["  1234", "  12"]), ["  1,234", "  12"]);
    let small = Marks { small: " ".to_string(), ..comma.clone() };
    assert_eq!(apply(&small, &["1234567.1234567"]), ["1,234,567.12345 67"]);
    let pairs = Marks { big: "'".to_string(), big_interval: 2, ..Marks::default() };
    assert_eq!(apply(&pairs, &["123456"]), ["12'34'56"]);
    let drop = Marks { drop_trailing_zeros: true, ..Marks::default() };
    assert_eq!(
        apply(&drop, &["1.500", "1.000", "100", "1.500e+00", "1.000e+05"]),
        ["1.5", "1", "100", "1.500", "1.000e+05"]
    );
    let zero = Marks { zero: Some("-".to_string()), ..Marks::default() };
    assert_eq!(apply(&zero, &["0", "0.0", "1", "  0.0"]), ["-", "-  ", "1", "  -  "]);
}

#[test]
fn rounding_takes_the_nearest_candidate() {
    for &(x, digits, expected) in ROUNDED {
        assert_eq!(round_digits(x, digits), expected, "round({x}, {digits})");
    }
    for &(x, digits, expected) in SIGNIFICANT {
        assert_eq!(round_significant(x, digits), expected, "signif({x}, {digits})");
    }
    assert!(is_na_real(round_digits(NA, 2)));
}

#[test]
fn strings_are_escaped_and_padded() {
    let table = [
        ("a\nb", r#""a\nb""#),
        ("\t\r\u{7}\u{8}\u{c}\u{b}", r#""\t\r\a\b\f\v""#),
        ("\\", r#""\\""#),
        ("\"'`", r#""\"'`""#),
        ("\u{1}\u{1f}\u{7f}", r#""\001\037\177""#),
        ("\u{85}\u{2028}é日😀", r#""\u0085\u2028é日😀""#),
        ("\u{10ffff}", r#""\U{10ffff}""#),
    ];
    for (text, expected) in table {
        assert_eq!(escape(text, Some('"')), expected);
    }
    assert_eq!(escape("a\"b'", None), "a\"b'");
    assert_eq!(escape("a'b", Some('\'')), "'a\\'b'");
    for (text, width) in [("abc", 3), ("日本", 4), ("e\u{301}", 1), ("😀", 2), ("\u{ad}", 1), ("\n", 0)] {
        assert_eq!(display_width(text), width, "{text:?}");
    }
    assert_eq!(pad("ab", 5, Align::Left), "ab   ");
    assert_eq!(pad("ab", 5, Align::Right), "   ab");
    assert_eq!(pad("ab", 5, Align::Centre), " ab  ");
    assert_eq!(pad("日", 5, Align::Centre), " 日  ");
}

#[test]
fn integers_and_logicals_share_a_width() {
    let xs = [Some(1), None, Some(-100)];
    let width = integer_width(xs, 2);
    let texts: Vec<_> = xs.iter().map(|&x| format_integer(x, width, "NA")).collect();
    assert_eq!(texts, ["   1", "  NA", "-100"]);
    let width = logical_width([Some(true), None], 2);
    assert_eq!(
        (format_logical(Some(true), width, "NA"), format_logical(None, width, "NA")),
        ("TRUE".into(), "  NA".into())
    );
}

#[test]
fn complex_parts_have_their_own_digits() {
    let xs = [(1.0, 2.0), (3.5, -1.0), (NA, 0.0)];
    let format = ComplexFormat::of(&xs, 7, 0, 0, 2);
    let texts: Vec<_> = xs.iter().map(|&z| format_complex(z, &format, "NA", ".")).collect();
    assert_eq!(texts, ["1.0+2i", "3.5-1i", "    NA"]);
    assert_eq!(complex_to_string((0.0, 1.0), 15, 0), "0+1i");
    assert_eq!(complex_to_string((1e5, 1e-5), 15, 0), "1e+05+1e-05i");
    assert_eq!(complex_to_string((f64::INFINITY, f64::NEG_INFINITY), 15, 0), "Inf-Infi");
    assert_eq!(complex_to_string((f64::NAN, 1.0), 15, 0), "NaN+1i");
}

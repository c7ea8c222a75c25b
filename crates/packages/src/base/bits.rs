//! Bits of integers and raw vectors.

use raglan_engine::eval::{Args, Builtin, Eval, builtin, fail};
use raglan_engine::value::{NA_INTEGER, Type, Value, Vector, as_integer};

pub(super) const FUNCTIONS: &[Builtin] = &[
    builtin("bitwAnd(a, b)", |a| pairwise(a, "b", |x, y| Some(x & y))),
    builtin("bitwOr(a, b)", |a| pairwise(a, "b", |x, y| Some(x | y))),
    builtin("bitwXor(a, b)", |a| pairwise(a, "b", |x, y| Some(x ^ y))),
    builtin("bitwNot(a)", |a| {
        let x = whole(a, "a")?;
        Ok(Value::integers(x.iter().map(|&k| if k == NA_INTEGER { k } else { !k }).collect::<Vec<_>>()))
    }),
    builtin("bitwShiftL(a, n)", |a| shift(a, |x, n| x << n)),
    builtin("bitwShiftR(a, n)", |a| shift(a, |x, n| x >> n)),
    builtin("intToBits(x)", int_to_bits),
    builtin("rawToBits(x)", raw_to_bits),
    builtin("packBits(x, type = c(\"raw\", \"integer\", \"double\"))", pack_bits),
    builtin("rawShift(x, n)", raw_shift),
];

fn whole(args: &mut Args, name: &str) -> Eval<Vec<i32>> {
    let value = args.value(name)?;
    match &value {
        Value::Integer(_) | Value::Logical(_) => {}
        Value::Double(_) => {}
        _ => return fail("inputs of different types"),
    }
    Ok(as_integer(&value, &mut Vec::new())?.to_vec())
}

fn pairwise(args: &mut Args, second: &str, f: fn(i32, i32) -> Option<i32>) -> Eval {
    let (x, y) = (whole(args, "a")?, whole(args, second)?);
    if x.is_empty() || y.is_empty() {
        return Ok(Value::empty(Type::Integer));
    }
    let one = |i: usize| {
        let (p, q) = (x[i % x.len()], y[i % y.len()]);
        if p == NA_INTEGER || q == NA_INTEGER { NA_INTEGER } else { f(p, q).unwrap_or(NA_INTEGER) }
    };
    Ok(Value::integers((0..x.len().max(y.len())).map(one).collect::<Vec<_>>()))
}

/// Shifts of the number without sign.
fn shift(args: &mut Args, f: fn(u32, u32) -> u32) -> Eval {
    let (x, n) = (whole(args, "a")?, whole(args, "n")?);
    if x.is_empty() || n.is_empty() {
        return Ok(Value::empty(Type::Integer));
    }
    let one = |i: usize| {
        let (p, k) = (x[i % x.len()], n[i % n.len()]);
        match u32::try_from(k) {
            Ok(k) if k <= 31 && p != NA_INTEGER => f(p as u32, k) as i32,
            _ => NA_INTEGER,
        }
    };
    Ok(Value::integers((0..x.len().max(n.len())).map(one).collect::<Vec<_>>()))
}

fn bytes(args: &mut Args) -> Eval<Vec<u8>> {
    match args.value("x")? {
        Value::Raw(v) => Ok(v.data.to_vec()),
        _ => fail("argument 'x' must be raw"),
    }
}

fn int_to_bits(args: &mut Args) -> Eval {
    let x = args.integers("x")?;
    let bits = x.iter().flat_map(|&k| (0..32).map(move |b| ((k as u32 >> b) & 1) as u8));
    Ok(Value::Raw(Vector::new(bits.collect::<Vec<_>>())))
}

fn raw_to_bits(args: &mut Args) -> Eval {
    let x = bytes(args)?;
    let bits = x.iter().flat_map(|&k| (0..8).map(move |b| (k >> b) & 1));
    Ok(Value::Raw(Vector::new(bits.collect::<Vec<_>>())))
}

fn pack_bits(args: &mut Args) -> Eval {
    let kind = args.choice("type")?;
    let x = args.value("x")?;
    let bits: Vec<u32> = match &x {
        Value::Raw(v) => v.data.iter().map(|b| u32::from(b & 1)).collect(),
        Value::Logical(_) | Value::Integer(_) => {
            let values = as_integer(&x, &mut Vec::new())?;
            if values.contains(&NA_INTEGER) {
                return fail("argument 'x' must not contain NAs");
            }
            values.iter().map(|&k| (k & 1) as u32).collect()
        }
        _ => return fail("argument 'x' must be raw, integer or logical"),
    };
    let width = match kind.as_str() {
        "raw" => 8,
        "integer" => 32,
        _ => return fail("type = \"double\" of `packBits` is not implemented"),
    };
    if !bits.len().is_multiple_of(width) {
        return fail(format!("argument 'x' must be a multiple of {width} long"));
    }
    let words = bits.chunks(width).map(|c| c.iter().enumerate().fold(0u32, |w, (i, b)| w | (b << i)));
    Ok(if width == 8 {
        Value::Raw(Vector::new(words.map(|w| w as u8).collect::<Vec<_>>()))
    } else {
        Value::integers(words.map(|w| w as i32).collect::<Vec<_>>())
    })
}

fn raw_shift(args: &mut Args) -> Eval {
    let x = bytes(args)?;
    let n = args.whole("n")?;
    if !(-8..=8).contains(&n) {
        return fail("argument 'n' must be a small integer (between -8 and 8)");
    }
    let one = |&b: &u8| {
        let wide = u32::from(b);
        if n >= 0 { (wide << n) as u8 } else { (wide >> -n) as u8 }
    };
    Ok(Value::Raw(Vector::new(x.iter().map(one).collect::<Vec<_>>())))
}

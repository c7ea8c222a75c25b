//! The real Schur form by double-shift QR iterations (Francis 1961), with the shifts and deflation tests of
//! LAPACK for small matrices.

use super::LinearError;
use super::householder::make_reflection;
use crate::matrix::Matrix;

const UNIT: f64 = f64::EPSILON;
const TINY: f64 = f64::MIN_POSITIVE / f64::EPSILON;

/// Brings the Hessenberg matrix `h` to Schur form in place, `z` taking part; returns the eigenvalues as real and
/// imaginary parts.
pub(super) fn real_schur(
    h: &mut Matrix,
    z: &mut Matrix,
    low: usize,
    high: usize,
) -> Result<Vec<(f64, f64)>, LinearError> {
    let n = h.cols();
    let mut values: Vec<(f64, f64)> = (0..n).map(|i| (h[(i, i)], 0.0)).collect();
    let mut end = high;
    while end > low {
        let last = end - 1;
        let limit = 30 * (high - low).max(10);
        let mut since_deflation = 0;
        let start = loop {
            let start = deflate(h, low, last);
            if start + 1 >= last {
                break start;
            }
            if since_deflation >= limit {
                return Err(LinearError::NoConvergence);
            }
            since_deflation += 1;
            let shifts = choose_shifts(h, start, last, since_deflation);
            sweep(h, z, start, last, shifts);
        };
        if start == last {
            values[last] = (h[(last, last)], 0.0);
            end = last;
        } else {
            let block = standardise(h, z, last - 1);
            (values[last - 1], values[last]) = block;
            end = last - 1;
        }
    }
    Ok(values)
}

/// The start of the unreduced block that ends at `last`; its subdiagonal entry is set to zero.
fn deflate(h: &mut Matrix, low: usize, last: usize) -> usize {
    for k in (low + 1..=last).rev() {
        let below = h[(k, k - 1)].abs();
        if below <= TINY * ((last - low + 1) as f64 / UNIT) * UNIT {
            h[(k, k - 1)] = 0.0;
            return k;
        }
        let mut test = h[(k - 1, k - 1)].abs() + h[(k, k)].abs();
        if test == 0.0 {
            if k >= low + 2 {
                test += h[(k - 1, k - 2)].abs();
            }
            if k < last {
                test += h[(k + 1, k)].abs();
            }
        }
        if below <= UNIT * test {
            let above = h[(k - 1, k)].abs();
            let (ab, ba) = (below.max(above), below.min(above));
            let difference = (h[(k - 1, k - 1)] - h[(k, k)]).abs();
            let (aa, bb) = (h[(k, k)].abs().max(difference), h[(k, k)].abs().min(difference));
            let s = aa + ab;
            if ba * (ab / s) <= TINY.max(UNIT * (bb * (aa / s))) {
                h[(k, k - 1)] = 0.0;
                return k;
            }
        }
    }
    low
}

/// Two shifts as (real, imaginary).
type Shifts = [(f64, f64); 2];

fn choose_shifts(h: &Matrix, start: usize, last: usize, count: usize) -> Shifts {
    let (h11, h21, h12, h22) = if count.is_multiple_of(20) {
        let s = h[(last, last - 1)].abs() + h[(last - 1, last - 2)].abs();
        (0.75 * s + h[(last, last)], s, -0.4375 * s, 0.75 * s + h[(last, last)])
    } else if count.is_multiple_of(10) {
        let s = h[(start + 1, start)].abs() + h[(start + 2, start + 1)].abs();
        (0.75 * s + h[(start, start)], s, -0.4375 * s, 0.75 * s + h[(start, start)])
    } else {
        (h[(last - 1, last - 1)], h[(last, last - 1)], h[(last - 1, last)], h[(last, last)])
    };
    let s = h11.abs() + h12.abs() + h21.abs() + h22.abs();
    if s == 0.0 {
        return [(0.0, 0.0); 2];
    }
    let (h11, h21, h12, h22) = (h11 / s, h21 / s, h12 / s, h22 / s);
    let half = (h11 + h22) / 2.0;
    let determinant = (h11 - half) * (h22 - half) - h12 * h21;
    let root = determinant.abs().sqrt();
    if determinant >= 0.0 {
        return [(half * s, root * s), (half * s, -root * s)];
    }
    // Of two real shifts the one closer to the last entry is used twice.
    let (one, two) = (half + root, half - root);
    let chosen = if (one - h22).abs() <= (two - h22).abs() { one * s } else { two * s };
    [(chosen, 0.0); 2]
}

/// The first column of the shifted square at `m`, scaled.
fn first_column(h: &Matrix, m: usize, shifts: &Shifts) -> [f64; 3] {
    let [(r1, i1), (r2, i2)] = *shifts;
    let below = h[(m + 1, m)].abs();
    let s = (h[(m, m)] - r2).abs() + i2.abs() + below;
    let scaled = h[(m + 1, m)] / s;
    let v = [
        scaled * h[(m, m + 1)] + (h[(m, m)] - r1) * ((h[(m, m)] - r2) / s) - i1 * (i2 / s),
        scaled * (h[(m, m)] + h[(m + 1, m + 1)] - r1 - r2),
        scaled * h[(m + 2, m + 1)],
    ];
    let s = v[0].abs() + v[1].abs() + v[2].abs();
    v.map(|v| v / s)
}

/// One double-shift step on the block `start..=last`.
fn sweep(h: &mut Matrix, z: &mut Matrix, start: usize, last: usize, shifts: Shifts) {
    let n = h.cols();
    let (mut m, mut v) = (last - 2, [0.0; 3]);
    loop {
        v = if m >= start { first_column(h, m, &shifts) } else { v };
        if m == start {
            break;
        }
        let around = h[(m - 1, m - 1)].abs() + h[(m, m)].abs() + h[(m + 1, m + 1)].abs();
        if h[(m, m - 1)].abs() * (v[1].abs() + v[2].abs()) <= UNIT * v[0].abs() * around {
            break;
        }
        m -= 1;
    }
    for k in m..last {
        let size = (last - k + 1).min(3);
        let mut w = if k > m { (0..size).map(|i| h[(k + i, k - 1)]).collect() } else { v[..size].to_vec() };
        let tau = make_reflection(&mut w);
        if k > m {
            h[(k, k - 1)] = w[0];
            for i in 1..size {
                h[(k + i, k - 1)] = 0.0;
            }
        } else if m > start {
            // The entry is not simply negated, so that a tiny one does not overflow.
            h[(k, k - 1)] *= 1.0 - tau;
        }
        w[0] = 1.0;
        for j in k..n {
            let sum: f64 = w.iter().enumerate().map(|(i, w)| w * h[(k + i, j)]).sum();
            for (i, w) in w.iter().enumerate() {
                h[(k + i, j)] -= sum * tau * w;
            }
        }
        for j in 0..=(k + 3).min(last) {
            let sum: f64 = w.iter().enumerate().map(|(i, w)| w * h[(j, k + i)]).sum();
            for (i, w) in w.iter().enumerate() {
                h[(j, k + i)] -= sum * tau * w;
            }
        }
        for j in 0..n {
            let sum: f64 = w.iter().enumerate().map(|(i, w)| w * z[(j, k + i)]).sum();
            for (i, w) in w.iter().enumerate() {
                z[(j, k + i)] -= sum * tau * w;
            }
        }
    }
}

/// Brings the 2 × 2 block at `k` to standard form and returns its eigenvalues.
fn standardise(h: &mut Matrix, z: &mut Matrix, k: usize) -> ((f64, f64), (f64, f64)) {
    let block = Standard::new(h[(k, k)], h[(k, k + 1)], h[(k + 1, k)], h[(k + 1, k + 1)]);
    let n = h.cols();
    h[(k, k)] = block.a;
    h[(k, k + 1)] = block.b;
    h[(k + 1, k)] = block.c;
    h[(k + 1, k + 1)] = block.d;
    let (cs, sn) = (block.cosine, block.sine);
    for j in k + 2..n {
        let (x, y) = (h[(k, j)], h[(k + 1, j)]);
        h[(k, j)] = cs * x + sn * y;
        h[(k + 1, j)] = cs * y - sn * x;
    }
    for i in 0..k {
        let (x, y) = (h[(i, k)], h[(i, k + 1)]);
        h[(i, k)] = cs * x + sn * y;
        h[(i, k + 1)] = cs * y - sn * x;
    }
    for i in 0..n {
        let (x, y) = (z[(i, k)], z[(i, k + 1)]);
        z[(i, k)] = cs * x + sn * y;
        z[(i, k + 1)] = cs * y - sn * x;
    }
    let imaginary = if block.c == 0.0 { 0.0 } else { block.b.abs().sqrt() * block.c.abs().sqrt() };
    ((block.a, imaginary), (block.d, -imaginary))
}

/// A 2 × 2 block in standard form: triangular, or with equal diagonal entries and off-diagonal ones of opposite
/// sign; and the rotation that led to it.
struct Standard {
    a: f64,
    b: f64,
    c: f64,
    d: f64,
    cosine: f64,
    sine: f64,
}

impl Standard {
    fn new(a: f64, b: f64, c: f64, d: f64) -> Standard {
        if c == 0.0 {
            return Standard { a, b, c, d, cosine: 1.0, sine: 0.0 };
        }
        if b == 0.0 {
            return Standard { a: d, b: -c, c: 0.0, d: a, cosine: 0.0, sine: 1.0 };
        }
        let sign = |x: f64| 1.0_f64.copysign(x);
        if a - d == 0.0 && sign(b) != sign(c) {
            return Standard { a, b, c, d, cosine: 1.0, sine: 0.0 };
        }
        let difference = a - d;
        let p = 0.5 * difference;
        let most = b.abs().max(c.abs());
        let least = b.abs().min(c.abs()) * sign(b) * sign(c);
        let scale = p.abs().max(most);
        let z = p / scale * p + most / scale * least;
        if z >= 4.0 * (f64::EPSILON / 2.0) {
            let z = p + (scale.sqrt() * z.sqrt()).copysign(p);
            let length = c.hypot(z);
            return Standard {
                a: d + z,
                b: b - c,
                c: 0.0,
                d: d - most / z * least,
                cosine: z / length,
                sine: c / length,
            };
        }
        Standard::almost_equal(a, b, c, d)
    }

    /// Complex or almost equal real eigenvalues: the diagonal entries are made equal.
    fn almost_equal(a: f64, b: f64, c: f64, d: f64) -> Standard {
        let (sum, difference) = (b + c, a - d);
        let length = sum.hypot(difference);
        let mut cs = (0.5 * (1.0 + sum.abs() / length)).sqrt();
        let mut sn = -(0.5 * difference / (length * cs)) * 1.0_f64.copysign(sum);
        let (aa, bb) = (a * cs + b * sn, -a * sn + b * cs);
        let (cc, dd) = (c * cs + d * sn, -c * sn + d * cs);
        let (a, b) = (aa * cs + cc * sn, bb * cs + dd * sn);
        let (c, d) = (-aa * sn + cc * cs, -bb * sn + dd * cs);
        let middle = 0.5 * (a + d);
        let equal = Standard { a: middle, b, c, d: middle, cosine: cs, sine: sn };
        if c == 0.0 {
            return equal;
        }
        if b == 0.0 {
            return Standard { b: -c, c: 0.0, cosine: -sn, sine: cs, ..equal };
        }
        if (b < 0.0) != (c < 0.0) {
            return equal;
        }
        let (sab, sac) = (b.abs().sqrt(), c.abs().sqrt());
        let p = (sab * sac).copysign(c);
        let scale = 1.0 / (b + c).abs().sqrt();
        let (cs1, sn1) = (sab * scale, sac * scale);
        (cs, sn) = (cs * cs1 - sn * sn1, cs * sn1 + sn * cs1);
        Standard { a: middle + p, b: b - c, c: 0.0, d: middle - p, cosine: cs, sine: sn }
    }
}

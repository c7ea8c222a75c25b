//! XᵀWX, the step whose cost grows with observations times squared coefficients.

use crate::stats::matrix::Matrix;

/// Rows handled at a time, so that the columns stay in the first-level cache.
const ROWS: usize = 256;

/// `Xᵀ diag(w) X`, exactly symmetric; weights may be negative. Each entry is summed over four interleaved
/// strands, always in the same order.
pub fn weighted_gram(x: &Matrix, w: &[f64]) -> Matrix {
    let (n, p) = (x.rows(), x.cols());
    let mut gram = Matrix::zeros(p, p);
    let mut scaled = vec![0.0; ROWS];
    for start in (0..n).step_by(ROWS) {
        let end = (start + ROWS).min(n);
        for j in 0..p {
            let target = &mut scaled[..end - start];
            for ((t, v), w) in target.iter_mut().zip(&x.column(j)[start..end]).zip(&w[start..end]) {
                *t = v * w;
            }
            for i in 0..=j {
                gram[(i, j)] += strands(&x.column(i)[start..end], target);
            }
        }
    }
    for j in 0..p {
        for i in 0..j {
            gram[(j, i)] = gram[(i, j)];
        }
    }
    gram
}

fn strands(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0; 8];
    let (a8, b8) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f64 = a8.remainder().iter().zip(b8.remainder()).map(|(x, y)| x * y).sum();
    for (x, y) in a8.zip(b8) {
        for l in 0..8 {
            sums[l] += x[l] * y[l];
        }
    }
    ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7])) + rest
}

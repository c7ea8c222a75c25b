//! Random two-way tables with given margins (Patefield 1981, algorithm AS 159).

use super::Generator;

impl Generator {
    /// A table, by columns, drawn among those with the given row and column totals.
    pub fn contingency_table(&mut self, rows: &[usize], columns: &[usize]) -> Vec<usize> {
        let total: usize = rows.iter().sum();
        let mut ln_factorials = vec![0.0; total + 1];
        for i in 2..=total {
            ln_factorials[i] = ln_factorials[i - 1] + (i as f64).ln();
        }
        self.contingency_table_from(rows, columns, &ln_factorials)
    }

    /// The same with a table of `ln i!` up to the total, for many draws.
    pub fn contingency_table_from(
        &mut self,
        rows: &[usize],
        columns: &[usize],
        ln_factorials: &[f64],
    ) -> Vec<usize> {
        let (nr, nc) = (rows.len(), columns.len());
        let mut table = vec![0; nr * nc];
        let mut left = columns.to_vec();
        let mut below: usize = rows.iter().sum();
        for (l, &row) in rows.iter().enumerate().take(nr - 1) {
            // `ia` is left in the row, `ic` in the columns from here on.
            let (mut ia, mut ic) = (row, below);
            below -= row;
            for m in 0..nc - 1 {
                let id = left[m];
                let ie = ic;
                ic -= id;
                if ie == 0 {
                    ia = 0;
                    break;
                }
                let entry = self.table_entry(ia, id, ie, ln_factorials);
                table[l + m * nr] = entry;
                ia -= entry;
                left[m] -= entry;
            }
            table[l + (nc - 1) * nr] = ia;
            left[nc - 1] -= ia;
        }
        for m in 0..nc {
            table[nr - 1 + m * nr] = left[m];
        }
        table
    }

    /// One entry: `ia` left in its row, `id` in its column, `ie` in the rest of the table.
    fn table_entry(&mut self, ia: usize, id: usize, ie: usize, f: &[f64]) -> usize {
        let (ib, ic) = (ie - ia, ie - id);
        let (a, d) = (ia as f64, id as f64);
        let ii = ib as f64 - d;
        let mut u = self.uniform();
        loop {
            // The conditional mean first, then one step up and one down until the mass reaches `u`.
            let mode = (a * (d / ie as f64) + 0.5) as usize;
            let cell = (ib + mode) - id;
            let p = (f[ia] + f[ib] + f[ic] + f[id] - f[ie] - f[mode] - f[id - mode] - f[ia - mode] - f[cell])
                .exp();
            if p >= u {
                return mode;
            }
            let (mut up, mut down) = (mode as f64, mode as f64);
            let (mut above, mut below, mut sum) = (p, p, p);
            let (mut top, mut bottom) = (false, false);
            while !(top && bottom) {
                if !top {
                    let factor = (d - up) * (a - up);
                    if factor == 0.0 {
                        top = true;
                    } else {
                        up += 1.0;
                        above = above * factor / (up * (ii + up));
                        sum += above;
                        if sum >= u {
                            return up as usize;
                        }
                    }
                }
                if !bottom {
                    let factor = down * (ii + down);
                    if factor == 0.0 {
                        bottom = true;
                    } else {
                        down -= 1.0;
                        below = below * factor / ((d - down) * (a - down));
                        sum += below;
                        if sum >= u {
                            return down as usize;
                        }
                    }
                }
            }
            u = sum * self.uniform();
        }
    }
}

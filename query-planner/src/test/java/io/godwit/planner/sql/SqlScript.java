package io.godwit.planner.sql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file of cases, each a headline, a statement that ends in a semicolon, and what is expected as comments:
 *
 * <pre>
 * -- table shop.prices godwit.event-time=ts      the table is made from the query that follows
 * -- frame labels                                so is the uploaded frame
 * -- append shop.prices                           rows are added to it
 * -- tag shop.prices first;                       its snapshot gets a tag
 * -- rename shop.prices name title;               a column gets another name
 * -- query names are found in any case           expected: header and rows
 * -- head a receipt                               expected: the first four values of the first row
 * -- plan filters reach the scan                 expected: the physical plan
 * -- analyze labels' bounds skip files            expected: the plan and what each step measured
 * -- schema a column that is required            expected: the Arrow schema, one field a line
 * -- error an unknown column                     expected: the code and the message
 * </pre>
 */
record SqlScript(List<Case> cases) {
    record Case(String kind, String name, String sql, List<String> expected) {
        @Override
        public String toString() {
            return kind + ": " + name;
        }
    }

    static SqlScript read(Path file) throws IOException {
        List<Case> cases = new ArrayList<>();
        List<String> lines = Files.readAllLines(file);
        int at = 0;
        while (at < lines.size()) {
            String line = lines.get(at++);
            if (line.isBlank()) {
                continue;
            }
            boolean isAlone = line.endsWith(";");
            String[] headline = line.substring("-- ".length(), line.length() - (isAlone ? 1 : 0))
                    .split(" ", 2);
            if (isAlone) {
                cases.add(new Case(headline[0], headline[1], "", List.of()));
                continue;
            }
            StringBuilder sql = new StringBuilder();
            while (true) {
                String part = lines.get(at++);
                boolean ends = part.endsWith(";");
                sql.append(ends ? part.substring(0, part.length() - 1) : part + "\n");
                if (ends) {
                    break;
                }
            }
            List<String> expected = new ArrayList<>();
            while (at < lines.size()
                    && lines.get(at).startsWith("--")
                    && !lines.get(at - 1).isBlank()) {
                String comment = lines.get(at++);
                expected.add(comment.length() > 3 ? comment.substring(3) : "");
            }
            cases.add(new Case(headline[0], headline[1], sql.toString(), expected));
        }
        return new SqlScript(cases);
    }
}

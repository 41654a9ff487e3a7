package io.godwit.pitjoin.gather;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;

/**
 * Copies chosen rows of structs, lists and maps: says which rows of their children these are, and has them gathered. Arrow's
 * own copier does not know all types within lists, such as times in a zone.
 */
final class NestedRows {
    private NestedRows() {}

    static void gather(List<FieldVector> sources, long[] locations, int from, int count, StructVector target) {
        target.setInitialCapacity(count);
        target.allocateNew();
        for (int i = 0; i < count; i++) {
            if (isNull(sources, locations[from + i])) {
                target.setNull(i);
            } else {
                target.setIndexDefined(i);
            }
        }
        for (int child = 0; child < target.size(); child++) {
            int ordinal = child;
            List<FieldVector> children = sources.stream()
                    .map(source -> (FieldVector) ((StructVector) source).getChildByOrdinal(ordinal))
                    .toList();
            GatherRows.gather(children, locations, from, count, (FieldVector) target.getChildByOrdinal(child));
        }
    }

    static void gather(List<FieldVector> sources, long[] locations, int from, int count, ListVector target) {
        target.setInitialCapacity(count);
        target.allocateNew();
        long[] elements = new long[elementCount(sources, locations, from, count)];
        int next = 0;
        for (int i = 0; i < count; i++) {
            long location = locations[from + i];
            if (isNull(sources, location)) {
                target.setNull(i);
                continue;
            }
            ListVector source = (ListVector) sources.get(RowLocations.batch(location));
            int end = source.getElementEndIndex(RowLocations.row(location));
            int start = source.getElementStartIndex(RowLocations.row(location));
            target.startNewValue(i);
            for (int element = start; element < end; element++) {
                elements[next++] = RowLocations.of(RowLocations.batch(location), element);
            }
            target.endValue(i, end - start);
        }
        if (next > 0) {
            List<FieldVector> children = new ArrayList<>();
            sources.forEach(source -> children.add(((ListVector) source).getDataVector()));
            GatherRows.gather(children, elements, 0, next, target.getDataVector());
        }
    }

    private static int elementCount(List<FieldVector> sources, long[] locations, int from, int count) {
        long elements = 0;
        for (int i = 0; i < count; i++) {
            long location = locations[from + i];
            if (!isNull(sources, location)) {
                ListVector source = (ListVector) sources.get(RowLocations.batch(location));
                int row = RowLocations.row(location);
                elements += source.getElementEndIndex(row) - source.getElementStartIndex(row);
            }
        }
        return Math.toIntExact(elements);
    }

    private static boolean isNull(List<FieldVector> sources, long location) {
        return location == RowLocations.NONE
                || sources.get(RowLocations.batch(location)).isNull(RowLocations.row(location));
    }
}

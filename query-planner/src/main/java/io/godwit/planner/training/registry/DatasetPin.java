package io.godwit.planner.training.registry;

import io.godwit.pitjoin.batch.ErrorCode;
import io.godwit.pitjoin.batch.GodwitException;
import io.godwit.planner.Pins;
import io.godwit.planner.catalog.TableVersion;
import io.godwit.planner.training.statement.NamedVersion;
import io.godwit.planner.training.statement.TrainingStatement;
import io.godwit.planner.training.statement.TrainingStatement.DatasetVersion;
import java.util.List;

/**
 * The version of a training dataset that a statement is bound to, whichever versions come later. Among the pins of tables
 * it stands as {@code training_datasets.<dataset>}, with the version's number for a snapshot and without a metadata file.
 *
 * @param catalog where the dataset lives
 * @param asked how the statement asked for it
 * @param number the version it got
 */
public record DatasetPin(String catalog, DatasetVersion asked, int number) {
    static final String PREFIX = TrainingStatement.SCHEMA + ".";

    /** What a statement planned with {@code pins} reads for {@code asked}. */
    public static DatasetPin find(Pins pins, DatasetVersion asked) {
        return in(pins.tables()).stream()
                .filter(pin -> pin.asked().dataset().equalsIgnoreCase(asked.dataset())
                        && pin.asked().version().equals(asked.version()))
                .findFirst()
                .orElseThrow(() -> new GodwitException(
                        ErrorCode.INVALID_ARGUMENT,
                        "The statement reads training dataset %s, which its pins do not name"
                                .formatted(asked.dataset())));
    }

    /** Those of {@code pins} that bind training datasets. */
    static List<DatasetPin> in(List<Pins.Pin> pins) {
        return pins.stream().filter(DatasetPin::isOne).map(DatasetPin::of).toList();
    }

    private static boolean isOne(Pins.Pin pin) {
        return pin.metadataLocation().isEmpty() && pin.identifier().startsWith(PREFIX);
    }

    private static DatasetPin of(Pins.Pin pin) {
        String dataset = pin.identifier().substring(PREFIX.length());
        return new DatasetPin(
                pin.catalog(),
                new DatasetVersion(dataset, TableVersion.parse(pin.version())),
                Math.toIntExact(pin.snapshotId()));
    }

    public Pins.Pin asPin() {
        return new Pins.Pin(catalog, PREFIX + asked.dataset(), asked.version().text(), "", number);
    }

    /** What is read: the version by its number, its rebuild, or its query over the tables as they are. */
    public DatasetVersion resolved() {
        return !NamedVersion.isPlain(asked)
                ? asked
                : new DatasetVersion(asked.dataset(), new TableVersion.SnapshotId(number));
    }

    public boolean isRebuild() {
        return NamedVersion.isRebuilt(asked);
    }

    /** Whether the rows are those of the version, and not what else can be said of it. */
    public boolean isPlain() {
        return NamedVersion.isPlain(asked);
    }

    boolean names(Manifest manifest) {
        return number == manifest.version()
                && RegistryEntries.key(asked.dataset()).equals(manifest.dataset());
    }
}

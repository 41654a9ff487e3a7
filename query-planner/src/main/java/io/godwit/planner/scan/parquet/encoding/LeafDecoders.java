package io.godwit.planner.scan.parquet.encoding;

import io.godwit.planner.scan.parquet.memory.MalformedPage;
import io.godwit.planner.scan.parquet.memory.MemoryCursor;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.jspecify.annotations.Nullable;

/** The sink of one leaf column and the decoders that fill it, one per encoding, made when first met. */
public abstract sealed class LeafDecoders implements AutoCloseable {
    private final @Nullable ValueDecoder[] byEncoding = new ValueDecoder[Encoding.values().length];
    private @Nullable Dictionary dictionary;

    public abstract Sink sink();

    /** The decoder for an encoding, or null where the encoding does not exist for the type. */
    @Nullable
    public ValueDecoder decoder(Encoding encoding) {
        if (encoding == Encoding.RLE_DICTIONARY || encoding == Encoding.PLAIN_DICTIONARY) {
            if (dictionary == null) {
                throw new MalformedPage("a page refers to a dictionary and the chunk has none before it");
            }
            return dictionary;
        }
        ValueDecoder decoder = byEncoding[encoding.ordinal()];
        if (decoder == null) {
            decoder = make(encoding);
            byEncoding[encoding.ordinal()] = decoder;
        }
        return decoder;
    }

    /** Reads the dictionary of the chunk from its page, which is handed over. */
    public void readDictionary(DictionaryBytes page) {
        if (dictionary != null) {
            page.close();
            throw new MalformedPage("a second dictionary in one chunk");
        }
        dictionary = makeDictionary(page);
    }

    @Override
    public void close() {
        sink().close();
        if (dictionary != null) {
            dictionary.close();
            dictionary = null;
        }
    }

    abstract @Nullable ValueDecoder make(Encoding encoding);

    /** @param page handed over */
    abstract Dictionary makeDictionary(DictionaryBytes page);

    /** Values that end in a fixed number of bytes. */
    public static final class FixedWidth extends LeafDecoders {
        private final BufferAllocator allocator;
        private final PrimitiveTypeName physicalType;
        private final @Nullable Conversion conversion;
        private final FixedWidthSink sink;
        private final PlainValues plain;
        private final ScratchBlock scratch;
        private final DeltaByteArrays deltaByteArrays;

        /** @param conversion null for decimals of byte arrays, whose lengths differ */
        public FixedWidth(
                BufferAllocator allocator, PrimitiveType type, @Nullable Conversion conversion, boolean nullable) {
            this.allocator = allocator;
            this.physicalType = type.getPrimitiveTypeName();
            this.conversion = conversion;
            this.sink = new FixedWidthSink(allocator, nullable, conversion == null ? 16 : conversion.targetWidth());
            this.plain = conversion == null ? PlainValues.byteArrayDecimals() : PlainValues.fixedWidth(conversion);
            this.scratch = new ScratchBlock(allocator, conversion == null ? 16 : conversion.sourceWidth());
            this.deltaByteArrays = new DeltaByteArrays(allocator);
        }

        @Override
        public Sink sink() {
            return sink;
        }

        @Override
        @Nullable
        ValueDecoder make(Encoding encoding) {
            return switch (encoding) {
                case PLAIN -> new PlainFixedWidthDecoder(plain, sink);
                case DELTA_BINARY_PACKED -> isInteger() ? new DeltaFixedWidthDecoder(sink, known(), scratch) : null;
                case BYTE_STREAM_SPLIT ->
                    physicalType == PrimitiveTypeName.BINARY || physicalType == PrimitiveTypeName.INT96
                            ? null
                            : new ByteStreamSplitDecoder(sink, known(), scratch);
                case DELTA_BYTE_ARRAY -> deltaByteArrays();
                default -> null;
            };
        }

        private @Nullable ValueDecoder deltaByteArrays() {
            if (physicalType != PrimitiveTypeName.BINARY && physicalType != PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY) {
                return null;
            }
            return conversion != null && conversion.copies()
                    ? new DeltaByteArrayDecoder.ToFixedWidth(deltaByteArrays, sink)
                    : new DeltaByteArrayDecoder.ToDecimal(deltaByteArrays, sink);
        }

        private boolean isInteger() {
            return physicalType == PrimitiveTypeName.INT32 || physicalType == PrimitiveTypeName.INT64;
        }

        private Conversion known() {
            return java.util.Objects.requireNonNull(conversion);
        }

        @Override
        Dictionary makeDictionary(DictionaryBytes page) {
            return new FixedWidthDictionary(allocator, plain, sink, page);
        }

        @Override
        public void close() {
            super.close();
            scratch.close();
            deltaByteArrays.close();
        }
    }

    /** Strings and byte arrays. */
    public static final class VariableWidth extends LeafDecoders {
        private final BufferAllocator allocator;
        private final VariableWidthSink sink;
        private final DeltaByteArrays deltaByteArrays;

        public VariableWidth(BufferAllocator allocator, boolean nullable) {
            this.allocator = allocator;
            this.sink = new VariableWidthSink(allocator, nullable);
            this.deltaByteArrays = new DeltaByteArrays(allocator);
        }

        @Override
        public Sink sink() {
            return sink;
        }

        @Override
        @Nullable
        ValueDecoder make(Encoding encoding) {
            return switch (encoding) {
                case PLAIN -> new PlainByteArrayDecoder(sink);
                case DELTA_LENGTH_BYTE_ARRAY -> new DeltaLengthByteArrayDecoder(sink);
                case DELTA_BYTE_ARRAY -> new DeltaByteArrayDecoder.ToVariableWidth(deltaByteArrays, sink);
                default -> null;
            };
        }

        @Override
        Dictionary makeDictionary(DictionaryBytes page) {
            try (page) {
                MemoryCursor all = page.whole();
                return new VariableWidthDictionary(allocator, sink, all.position(), all.remaining(), page.valueCount());
            }
        }

        @Override
        public void close() {
            super.close();
            deltaByteArrays.close();
        }
    }

    /** Reads no values, for columns that are read for their levels alone. */
    public static final class LevelsOnly extends LeafDecoders {
        private final BooleanSink sink;

        public LevelsOnly(BufferAllocator allocator) {
            this.sink = new BooleanSink(allocator, true);
        }

        @Override
        public Sink sink() {
            return sink;
        }

        @Override
        ValueDecoder make(Encoding encoding) {
            return new ValueDecoder() {
                @Override
                public void reset(long address, long length, int valueCount) {}

                @Override
                public void decode(int count) {}

                @Override
                public void skip(int count) {}
            };
        }

        @Override
        public ValueDecoder decoder(Encoding encoding) {
            return make(encoding);
        }

        @Override
        public void readDictionary(DictionaryBytes page) {
            page.close();
        }

        @Override
        Dictionary makeDictionary(DictionaryBytes page) {
            throw new IllegalStateException("no values are read");
        }
    }

    /** Booleans. */
    public static final class Booleans extends LeafDecoders {
        private final BooleanSink sink;

        public Booleans(BufferAllocator allocator, boolean nullable) {
            this.sink = new BooleanSink(allocator, nullable);
        }

        @Override
        public Sink sink() {
            return sink;
        }

        @Override
        @Nullable
        ValueDecoder make(Encoding encoding) {
            return switch (encoding) {
                case PLAIN -> new BooleanDecoder.Plain(sink);
                case RLE -> new BooleanDecoder.RunLength(sink);
                default -> null;
            };
        }

        @Override
        Dictionary makeDictionary(DictionaryBytes page) {
            page.close();
            throw new MalformedPage("a dictionary of booleans");
        }
    }
}

package io.godwit.server.flight;

import io.godwit.server.session.Session;
import java.util.Map;
import java.util.TreeMap;
import org.apache.arrow.flight.impl.Flight;

/** Session options as Flight writes them. Ours are all text; an absent value puts the default back. */
final class SessionOptions {
    private SessionOptions() {}

    static Map<String, String> texts(Flight.SetSessionOptionsRequest request) {
        Map<String, String> texts = new TreeMap<>();
        request.getSessionOptionsMap().forEach((name, value) -> texts.put(name, text(value)));
        return texts;
    }

    private static String text(Flight.SessionOptionValue value) {
        return switch (value.getOptionValueCase()) {
            case STRING_VALUE -> value.getStringValue();
            case BOOL_VALUE -> String.valueOf(value.getBoolValue());
            case INT64_VALUE -> String.valueOf(value.getInt64Value());
            case DOUBLE_VALUE -> String.valueOf(value.getDoubleValue());
            case STRING_LIST_VALUE ->
                String.join(".", value.getStringListValue().getValuesList());
            case OPTIONVALUE_NOT_SET -> "";
        };
    }

    static Flight.SessionOptionValue value(String text) {
        return Flight.SessionOptionValue.newBuilder().setStringValue(text).build();
    }

    static Flight.SetSessionOptionsResult.Error error(Session.OptionError error) {
        return Flight.SetSessionOptionsResult.Error.newBuilder()
                .setValue(
                        switch (error) {
                            case INVALID_NAME -> Flight.SetSessionOptionsResult.ErrorValue.INVALID_NAME;
                            case INVALID_VALUE -> Flight.SetSessionOptionsResult.ErrorValue.INVALID_VALUE;
                        })
                .build();
    }
}

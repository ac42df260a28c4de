package io.ctrrank.plugin.rescore;

import java.util.Set;
import org.elasticsearch.index.fielddata.IndexFieldData;
import org.elasticsearch.index.fielddata.IndexNumericFieldData;
import org.elasticsearch.index.fielddata.IndexNumericFieldData.NumericType;
import org.elasticsearch.index.mapper.AbstractScriptFieldType;
import org.elasticsearch.index.mapper.MappedFieldType;
import org.elasticsearch.index.mapper.MappedFieldType.FielddataOperation;
import org.elasticsearch.index.query.SearchExecutionContext;

/**
 * Finds the fields that a model reads in the mapping of an index. A field that is not there, or not
 * of a type that can be read, is an error (400) that says what to do.
 */
final class MappedFields {
  private static final String TERMS = "a keyword or an integer number with doc values";
  private static final String NUMBER = "a number with doc values";
  private static final Set<String> INTEGERS = Set.of("long", "integer", "short", "byte");
  private static final Set<NumericType> NOT_NUMBERS =
      Set.of(NumericType.BOOLEAN, NumericType.DATE, NumericType.DATE_NANOSECONDS);

  private final SearchExecutionContext context;

  MappedFields(SearchExecutionContext context) {
    this.context = context;
  }

  /**
   * A field of names.
   *
   * @param reader who reads it, for messages
   */
  TermField terms(String field, String reader) {
    MappedFieldType type = type(field, reader, TERMS);
    IndexFieldData<?> data = data(type, reader, TERMS);
    if (INTEGERS.contains(type.typeName()) && data instanceof IndexNumericFieldData numbers) {
      return new IntegerField(numbers);
    }
    if (type.familyTypeName().equals("keyword")) {
      return new KeywordField(data);
    }
    throw wrong(type, reader, TERMS);
  }

  /** A field of numbers; otherwise as {@link #terms}. */
  NumberField number(String field, String reader) {
    MappedFieldType type = type(field, reader, NUMBER);
    if (data(type, reader, NUMBER) instanceof IndexNumericFieldData numbers
        && !NOT_NUMBERS.contains(numbers.getNumericType())) {
      return NumberField.of(numbers);
    }
    throw wrong(type, reader, NUMBER);
  }

  /**
   * Whether what a field holds is made anew for every search: a runtime field, which a search may
   * put in the place of a field of the index for itself alone.
   */
  boolean isRuntime(String field) {
    return context.getFieldType(field) instanceof AbstractScriptFieldType<?>;
  }

  private MappedFieldType type(String field, String reader, String expected) {
    MappedFieldType type = context.getFieldType(field);
    if (type == null) {
      throw new IllegalArgumentException(
          reader
              + " reads field ["
              + field
              + "] but index ["
              + context.index().getName()
              + "] does not map it; expected "
              + expected
              + ", add it to the mapping or name another field or model");
    }
    return type;
  }

  private IndexFieldData<?> data(MappedFieldType type, String reader, String expected) {
    try {
      return context.getForField(type, FielddataOperation.SEARCH);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(wrongType(type, reader, expected), e);
    }
  }

  private IllegalArgumentException wrong(MappedFieldType type, String reader, String expected) {
    return new IllegalArgumentException(wrongType(type, reader, expected));
  }

  private String wrongType(MappedFieldType type, String reader, String expected) {
    return reader
        + " reads field ["
        + type.name()
        + "] but index ["
        + context.index().getName()
        + "] maps it as ["
        + type.typeName()
        + (type.hasDocValues() ? "]" : "] without doc values")
        + "; expected "
        + expected
        + ", map it so and reindex or name another field or model";
  }
}

package io.ctrrank.trainer.knowledge.teacher;

import com.google.gson.JsonParseException;
import io.ctrrank.trainer.chat.ChatReply;
import io.ctrrank.trainer.knowledge.KnowledgeLevel;
import io.ctrrank.trainer.knowledge.KnowledgeRecord;
import io.ctrrank.trainer.knowledge.PhraseRule;
import io.ctrrank.trainer.knowledge.RecordCheck;
import io.ctrrank.trainer.knowledge.RecordCheck.Breach;
import io.ctrrank.trainer.knowledge.RecordJson;
import io.ctrrank.trainer.knowledge.Subject;
import java.util.List;
import java.util.stream.Collectors;

/** Makes a record of an answer, or says what is wrong with it. */
final class AnswerParser {
  private final KnowledgeLevel level;
  private final double mostNotStated;

  /**
   * @param level what the teacher is asked about
   * @param mostNotStated share of a record's explicit phrases that the input need not state
   */
  AnswerParser(KnowledgeLevel level, double mostNotStated) {
    this.level = level;
    this.mostNotStated = mostNotStated;
  }

  /**
   * Reads an answer.
   *
   * @throws AnswerException if it is no JSON object of a record, or its phrases break a rule
   */
  KnowledgeRecord parse(Subject subject, ChatReply reply) throws AnswerException {
    if (reply.cut()) {
      throw new AnswerException("it ends before its end, at the limit of its length");
    }
    KnowledgeRecord knowledge;
    try {
      knowledge = RecordJson.readAnswer(reply.text(), level, subject.id(), subject.input());
    } catch (JsonParseException e) {
      throw new AnswerException(String.valueOf(e.getMessage()), e);
    }
    List<Breach> breaches = RecordCheck.breaches(knowledge);
    long notStated = breaches.stream().filter(AnswerParser::isNotStated).count();
    boolean tolerable = notStated <= mostNotStated * knowledge.explicit().size();
    String wrong =
        breaches.stream()
            .filter(breach -> !(tolerable && isNotStated(breach)))
            .map(Breach::message)
            .collect(Collectors.joining("; "));
    if (!wrong.isEmpty()) {
      throw new AnswerException(wrong);
    }
    return knowledge;
  }

  private static boolean isNotStated(Breach breach) {
    return breach.rule() == PhraseRule.EXPLICIT_NOT_STATED;
  }
}

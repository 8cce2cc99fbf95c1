package dev.pointsman.fleet.prompt;

import dev.pointsman.lab.data.DataException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A prompt file's text as its settings and sections; what its `README.txt` promises is checked here.
final class TopicFile {
  private static final Pattern SETTING = Pattern.compile("(answer|keywords):\\s*(\\S.*)");
  private static final Pattern SECTION = Pattern.compile("\\[(?:slot ([a-z]+)|(easy|medium|hard|demands))]");
  private static final Pattern UNKNOWN_SECTION = Pattern.compile("\\[[A-Za-z ]*]");

  /// An entry of a section.
  private record Entry(int line, Phrase phrase) {}

  private final String file;
  private final Map<String, String> settings = new HashMap<>();
  private final Map<String, List<Entry>> slots = new LinkedHashMap<>();
  private final Map<String, List<Entry>> sections = new LinkedHashMap<>();
  private List<Entry> current = new ArrayList<>();
  private boolean inSection;

  private TopicFile(String file) {
    this.file = file;
  }

  /// Parses a file.
  ///
  /// @param file how complaints call it
  /// @throws DataException if a line is malformed
  static TopicFile parse(String file, String text) {
    TopicFile parsed = new TopicFile(file);
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      int number = i + 1;
      String line = lines.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        parsed.at(number, () -> parsed.take(number, line));
      }
    }
    return parsed;
  }

  private boolean take(int number, String line) {
    Matcher section = SECTION.matcher(line);
    if (section.matches()) {
      open(section.group(1), section.group(2));
    } else if (UNKNOWN_SECTION.matcher(line).matches()) {
      throw new IllegalArgumentException(
          line + " is no section; expected [slot NAME], [easy], [medium], [hard] or [demands]");
    } else if (inSection) {
      current.add(new Entry(number, Phrase.parse(line)));
    } else {
      set(line);
    }
    return true;
  }

  private void open(@Nullable String slot,
      @Nullable String section) {
    inSection = true;
    current = new ArrayList<>();
    List<Entry> earlier = slot != null ? slots.putIfAbsent(slot, current) : sections.putIfAbsent("" + section, current);
    if (earlier != null) {
      throw new IllegalArgumentException("the section stands in this file already");
    }
  }

  private void set(String line) {
    Matcher setting = SETTING.matcher(line);
    if (!setting.matches()) {
      throw new IllegalArgumentException(
          "'" + line + "' is no setting; expected 'answer: NUMBER', 'keywords: WORDS' or a section such as [easy]");
    }
    settings.put(setting.group(1), setting.group(2));
  }

  /// The slots alone.
  ///
  /// @throws DataException if one is empty
  Vocabulary vocabulary() {
    Map<String, List<Phrase>> values = new HashMap<>();
    slots.forEach((name, entries) -> values.put(name, phrases("slot " + name, entries)));
    return new Vocabulary(values);
  }

  /// The topic, with the shared slots added to its own.
  ///
  /// @throws DataException if something is missing, or a phrase cannot be filled
  Topic topic(String name, Vocabulary shared) {
    Vocabulary vocabulary = vocabulary().and(shared);
    slots.values().forEach(entries -> check(vocabulary, entries));
    sections.values().forEach(entries -> check(vocabulary, entries));
    List<Template> templates = new ArrayList<>();
    for (Level level : Level.values()) {
      String section = level.name().toLowerCase(Locale.ROOT);
      section(section).forEach(phrase -> templates.add(new Template(phrase, level)));
    }
    return new Topic(name, answerTokens(), Set.copyOf(List.of(setting("keywords").split("\\s+"))), vocabulary,
        List.copyOf(templates), section("demands"));
  }

  private void check(Vocabulary vocabulary, List<Entry> entries) {
    for (Entry entry : entries) {
      at(entry.line(), () -> {
        vocabulary.check(entry.phrase());
        return true;
      });
    }
  }

  private List<Phrase> section(String name) {
    return phrases(name, sections.getOrDefault(name, List.of()));
  }

  private List<Phrase> phrases(String section, List<Entry> entries) {
    if (entries.isEmpty()) {
      throw new DataException(file + ": the section [" + section + "] is missing or empty");
    }
    return entries.stream().map(Entry::phrase).toList();
  }

  private int answerTokens() {
    String tokens = setting("answer");
    if (!tokens.matches("[1-9]\\d{0,5}")) {
      throw new DataException(file + ": answer is '" + tokens + "'; expected a number of tokens in [1, 999999]");
    }
    return Integer.parseInt(tokens);
  }

  private String setting(String name) {
    String value = settings.get(name);
    if (value == null) {
      throw new DataException(file + ": the setting '" + name + ":' is missing");
    }
    return value;
  }

  private <T> T at(int line, Supplier<T> work) {
    try {
      return work.get();
    } catch (IllegalArgumentException e) {
      throw new DataException(file + ":" + line + ": " + e.getMessage(), e);
    }
  }
}

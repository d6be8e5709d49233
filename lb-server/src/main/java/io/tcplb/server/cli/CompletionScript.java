package io.tcplb.server.cli;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Completion for the shells, made from the verbs and options as they are declared: none can be forgotten. One function
 * that bash and zsh both understand finds the candidates; a few lines around it speak to the shell. Names of pools,
 * backends and zones are asked of the running balancer.
 */
final class CompletionScript {
    private static final String FILES = "_lb_files";

    private final CommandSpec lb;

    CompletionScript(CommandSpec lb) {
        this.lb = lb;
    }

    String bash() {
        return """
                # Completion of lb for bash, made by: lb completion bash
                """ + candidates() + """
                _lb() {
                  local cur=${COMP_WORDS[COMP_CWORD]} all
                  [ "$cur" != "=" ] || cur=
                  all=$(_lb_candidates "$cur" "${COMP_WORDS[@]:0:COMP_CWORD}")
                  if [ "$all" = _lb_files ]; then
                    compopt -o filenames 2>/dev/null
                    mapfile -t COMPREPLY < <(compgen -f -- "$cur")
                  else
                    mapfile -t COMPREPLY < <(compgen -W "$all" -- "$cur")
                  fi
                }
                complete -F _lb lb
                """;
    }

    String zsh() {
        return """
                #compdef lb
                # Completion of lb for zsh, made by: lb completion zsh
                """ + candidates() + """
                _lb() {
                  local all
                  all=$(_lb_candidates "$PREFIX" "${(@)words[1,CURRENT-1]}")
                  if [ "$all" = _lb_files ]; then
                    _files
                  else
                    compadd -- ${(f)all}
                  fi
                }
                if [ "${funcstack[1]}" = _lb ]; then
                  _lb "$@"
                else
                  compdef _lb lb
                fi
                """;
    }

    /** The part that both shells share: no arrays, and no word splitting. */
    private String candidates() {
        StringBuilder verbs = new StringBuilder();
        StringBuilder steps = new StringBuilder();
        Set<String> withValue = new LinkedHashSet<>();
        add(lb, "", verbs, steps, withValue);
        return """
                # Prints the names that the running balancer has: lb, its options --admin and --token-file, of what.
                _lb_ids() {
                  local lb=$1 admin=$2 token=$3 what=$4
                  case $lb in "~/"*) lb=$HOME/${lb#??} ;; esac
                  set -- completion ids "$what"
                  [ -z "$admin" ] || set -- "$@" --admin "$admin"
                  [ -z "$token" ] || set -- "$@" --token-file "$token"
                  command "$lb" "$@" 2>/dev/null
                }
                # Prints what may come next, one a line: the word so far, then the words before it.
                _lb_candidates() {
                  local cur=$1 lb=$2 verb= wants= admin= token= count=0 word
                  shift 2
                  for word in "$@"; do
                    if [ "$word" = "=" ]; then
                      continue
                    elif [ -n "$wants" ]; then
                      case $wants in
                        --admin) admin=$word ;;
                        --token-file) token=$word ;;
                      esac
                      wants=
                      continue
                    fi
                    case $word in
                      %s) wants=$word; continue ;;
                      -*) continue ;;
                    esac
                    case "$verb $word" in
                %s      *) count=$((count + 1)) ;;
                    esac
                  done
                  case "$verb:$wants:$cur" in
                %s  esac
                }
                """.formatted(String.join("|", withValue), steps, verbs);
    }

    /** Adds what may follow one verb: values of its options first, then options, then words. */
    private static void add(
            CommandSpec verb, String path, StringBuilder verbs, StringBuilder steps, Set<String> withValue) {
        List<String> options = new ArrayList<>();
        for (OptionSpec option : verb.options()) {
            if (option.hidden()) {
                continue;
            }
            options.addAll(List.of(option.names()));
            if (option.arity().max() > 0) {
                withValue.addAll(List.of(option.names()));
                for (String name : option.names()) {
                    verbs.append(choice("'" + path + ":" + name + ":'*", of(option)));
                }
            }
        }
        List<String> words = new ArrayList<>();
        for (CommandLine next : verb.subcommands().values()) {
            CommandSpec spec = next.getCommandSpec();
            if (!spec.usageMessage().hidden() && !words.contains(spec.name())) {
                words.add(spec.name());
                String longer = path.isEmpty() ? spec.name() : path + " " + spec.name();
                steps.append("      '" + path + " " + spec.name() + "') verb='" + longer + "' ;;\n");
                add(spec, longer, verbs, steps, withValue);
            }
        }
        verbs.append(choice("'" + path + "::-'*", print(options)));
        verbs.append(
                choice("'" + path + "::'*", words.isEmpty() ? positional(verb) : "[ $count != 0 ] || " + print(words)));
    }

    private static String positional(CommandSpec verb) {
        return verb.positionalParameters().stream()
                .filter(arg -> !of(arg).isEmpty())
                .map(arg -> "[ $count != " + arg.index().min() + " ] || " + of(arg))
                .collect(Collectors.joining("; "));
    }

    /** Returns how the values of an option or parameter are found, by what it is called in the usage. */
    private static String of(ArgSpec arg) {
        return switch (arg.paramLabel()) {
            case "FILE", "SCENARIO" -> print(List.of(FILES));
            case "POOL" -> ids("pools");
            case "POOL/ID" -> ids("backends");
            case "ZONE" -> ids("zones");
            default -> "";
        };
    }

    private static String ids(String what) {
        return "_lb_ids \"$lb\" \"$admin\" \"$token\" " + what;
    }

    private static String print(List<String> words) {
        return "printf '%s\\n' " + String.join(" ", words);
    }

    private static String choice(String pattern, String step) {
        return "    " + pattern + ") " + (step.isEmpty() ? "" : step + " ") + ";;\n";
    }
}

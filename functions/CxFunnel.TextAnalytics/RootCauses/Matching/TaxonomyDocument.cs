using System.Buffers;
using System.Text;
using System.Text.Json;

namespace CxFunnel.TextAnalytics.RootCauses.Matching;

/// <summary>Reads and checks one taxonomy in JSON. Every problem is collected with its pointer, up to a limit.</summary>
internal sealed class TaxonomyDocument(Taxonomy? extends)
{
    public const int MaxBytes = 2 * 1024 * 1024;
    public const int MaxErrors = 100;
    public const int MaxCauses = 500;
    public const int MaxGroups = 1000;
    public const int MaxTermsPerLanguage = 300;

    /// <summary>Of all seeds together; what the matcher numbers fits 16 bits.</summary>
    public const int MaxSeedTerms = 50_000;
    public const int MaxLabelChars = 80;
    public const int MaxIdChars = 60;
    public const int MaxVersionChars = 40;

    private static readonly string[] RootFields = ["version", "extends", "about", "words", "families", "causes"];
    private static readonly string[] CauseFields = ["id", "component", "touchpoint", "controllable", "labels", "picks", "seeds", "hints", "yieldsTo", "remove"];
    private static readonly string[] FamilyFields = ["id", "labels", "causes"];
    private static readonly string[] ReservedStarts = ["found-", "stated-"];

    private static readonly SearchValues<char> KebabChars = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");
    private static readonly SearchValues<char> VersionChars = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789./-_");

    private readonly List<TaxonomyError> _errors = [];
    private readonly Dictionary<string, WordGroup> _groups = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, TaxonomyCause> _causes = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, TaxonomyFamily> _families = new(StringComparer.Ordinal);
    private readonly List<(string Pointer, string Id, string YieldsTo)> _yields = [];
    private readonly List<(string Term, string Name)> _namedGroups = [];

    private int _seedTerms;

    public IReadOnlyList<TaxonomyError> Errors => _errors;

    public Taxonomy? Read(ReadOnlySpan<byte> json)
    {
        if (json.Length > MaxBytes)
        {
            Report("", $"The document has {json.Length} bytes; at most {MaxBytes} are allowed.");
            return null;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(json.ToArray(), new JsonDocumentOptions { MaxDepth = 8 });
            return Read(document.RootElement);
        }
        catch (JsonException e)
        {
            Report("", $"Not JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}.");
            return null;
        }
        catch (InvalidOperationException)
        {
            Report("", "A text holds half a surrogate pair."); // JSON's \ud800 has no meaning as a string.
            return null;
        }
    }

    private Taxonomy? Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            Report("", "An object is expected.");
            return null;
        }

        CheckFields(root, "", RootFields);
        string? version = ReadVersion(root);
        bool isExtending = ReadBoolean(root, "extends", "/extends") ?? false;
        if (isExtending && extends is null)
        {
            Report("/extends", "There is nothing to extend here.");
        }

        Taxonomy? basis = isExtending ? extends : null;
        foreach (WordGroup group in basis?.Groups.Values ?? [])
        {
            _groups.Add(group.Name, group);
        }

        foreach (TaxonomyCause cause in basis?.Causes ?? [])
        {
            _causes.Add(cause.Id, cause);
        }

        foreach (TaxonomyFamily family in basis?.Families ?? [])
        {
            _families.Add(family.Id, family);
        }

        ReadGroups(root);
        CheckNamedGroups();
        ReadCauses(root);
        ReadFamilies(root);
        if (_errors.Count == 0 && _causes.Count == 0)
        {
            Report("/causes", "At least one cause is needed.");
        }

        CheckYields();
        if (basis is not null)
        {
            CheckTakenOverSeeds(basis);
        }

        if (_seedTerms > MaxSeedTerms)
        {
            Report("/causes", $"{_seedTerms} words and groups in seeds; at most {MaxSeedTerms} are allowed.");
        }

        return _errors.Count > 0 ? null : new Taxonomy(basis is null ? version! : $"{basis.Version}+{version}", [.. _causes.Values], _groups, [.. _families.Values]);
    }

    private string? ReadVersion(JsonElement root)
    {
        string? version = ReadText(root, "version", "/version", MaxVersionChars, isRequired: true);
        if (version is not null && version.AsSpan().ContainsAnyExcept(VersionChars))
        {
            Report("/version", "Only letters, digits and . / - _ are allowed.");
        }

        return version;
    }

    private void ReadGroups(JsonElement root)
    {
        if (!TryProperty(root, "words", JsonValueKind.Object, "/words", out JsonElement words))
        {
            return;
        }

        HashSet<string> seen = [];
        foreach (JsonProperty group in words.EnumerateObject())
        {
            string at = $"/words/{Escape(group.Name)}";
            if (!IsKebab(group.Name) || group.Name is SeedSyntax.Blame or SeedSyntax.Not)
            {
                Report(at, "A word group's name is kebab-case, at most 60 characters, and neither 'bad' nor 'not'.");
            }
            else if (!seen.Add(group.Name))
            {
                Report(at, "This group stands here twice.");
            }
            else if (seen.Count > MaxGroups)
            {
                Report("/words", $"More than {MaxGroups} groups.");
                return;
            }
            else
            {
                // A group of the same name replaces the words of the languages that it gives, and keeps the others.
                Dictionary<string, IReadOnlyList<string>> terms = new(_groups.TryGetValue(group.Name, out WordGroup? old) ? old.Terms : new Dictionary<string, IReadOnlyList<string>>());
                foreach ((string language, IReadOnlyList<string> list) in ReadLists(group.Value, at, CheckTerm))
                {
                    terms[language] = list;
                }

                _groups[group.Name] = new WordGroup(group.Name, terms);
            }
        }
    }

    private string? CheckTerm(string term, string language)
    {
        if (WordGroup.NamedIn(term) is { } name)
        {
            _namedGroups.Add((term, name));
            return null;
        }

        string bare = term.Trim('*', '=');
        int words = SeedSyntax.Words(bare).Count;
        return words switch
        {
            0 => "Holds no word.",
            > 5 => "Holds more than five words.",
            > 1 when bare.Length != term.Length => "'*' and '=' go with one word.",
            _ when term[^1] == '*' && bare.Length < 3 => "At least three letters must stand before '*'.",
            _ => null,
        };
    }

    /// <summary>A group may take in others, wherever they stand, but not itself.</summary>
    private void CheckNamedGroups()
    {
        foreach ((string term, string name) in _namedGroups)
        {
            if (!_groups.ContainsKey(name))
            {
                Report("/words", $"'{term}': there is no word group '{name}'.");
            }
        }

        HashSet<string> open = [];
        HashSet<string> done = [];
        foreach (string name in _groups.Keys)
        {
            if (!EndsSomewhere(name, open, done))
            {
                Report($"/words/{Escape(name)}", "This group takes in itself.");
                return;
            }
        }
    }

    private bool EndsSomewhere(string name, HashSet<string> open, HashSet<string> done)
    {
        if (!_groups.TryGetValue(name, out WordGroup? group) || done.Contains(name))
        {
            return true;
        }

        if (!open.Add(name))
        {
            return false;
        }

        bool ends = group.Terms.Values.SelectMany(terms => terms).Select(WordGroup.NamedIn).OfType<string>().All(other => EndsSomewhere(other, open, done));
        open.Remove(name);
        done.Add(name);
        return ends;
    }

    private void ReadCauses(JsonElement root)
    {
        if (!TryProperty(root, "causes", JsonValueKind.Array, "/causes", out JsonElement causes))
        {
            return;
        }

        if (causes.GetArrayLength() > MaxCauses)
        {
            Report("/causes", $"{causes.GetArrayLength()} causes; at most {MaxCauses} are allowed.");
            return;
        }

        HashSet<string> seen = [];
        int index = 0;
        foreach (JsonElement cause in causes.EnumerateArray())
        {
            ReadCause(cause, $"/causes/{index++}", seen);
        }
    }

    private void ReadCause(JsonElement cause, string at, HashSet<string> seen)
    {
        if (cause.ValueKind != JsonValueKind.Object)
        {
            Report(at, "An object is expected.");
            return;
        }

        CheckFields(cause, at, CauseFields);
        string? id = ReadText(cause, "id", $"{at}/id", MaxIdChars, isRequired: true);
        if (id is null)
        {
            return;
        }

        if (!IsKebab(id) || Array.Exists(ReservedStarts, start => id.StartsWith(start, StringComparison.Ordinal)))
        {
            Report($"{at}/id", "An id is kebab-case (a-z, 0-9, -) and does not start with 'found-' or 'stated-'.");
            return;
        }

        if (!seen.Add(id))
        {
            Report($"{at}/id", $"'{id}' stands here twice.");
            return;
        }

        TaxonomyCause? old = _causes.GetValueOrDefault(id);
        if (ReadBoolean(cause, "remove", $"{at}/remove") == true)
        {
            if (!_causes.Remove(id))
            {
                Report($"{at}/remove", $"There is no cause '{id}' to remove.");
            }

            return;
        }

        int before = _errors.Count;
        string? component = ReadText(cause, "component", $"{at}/component", MaxIdChars, isRequired: old is null) ?? old?.Component;
        if (component is not null && !Taxonomy.Components.Contains(component))
        {
            Report($"{at}/component", $"Expected one of {string.Join(", ", Taxonomy.Components)}.");
        }

        string? touchpoint = ReadText(cause, "touchpoint", $"{at}/touchpoint", MaxIdChars, isRequired: old is null) ?? old?.Touchpoint;
        bool? controllable = ReadBoolean(cause, "controllable", $"{at}/controllable") ?? old?.IsControllable ?? true;
        Dictionary<string, string> labels = ReadLabels(cause, at, old);
        Dictionary<string, IReadOnlyList<string>> picks = TryProperty(cause, "picks", JsonValueKind.Object, $"{at}/picks", out JsonElement names)
            ? ReadLists(names, $"{at}/picks", (pick, _) => pick.Length > MaxLabelChars ? $"Longer than {MaxLabelChars} characters." : null)
            : [];
        Dictionary<string, IReadOnlyList<string>> seeds = TryProperty(cause, "seeds", JsonValueKind.Object, $"{at}/seeds", out JsonElement patterns)
            ? ReadLists(patterns, $"{at}/seeds", CheckSeed)
            : [];
        Dictionary<string, IReadOnlyList<string>> hints = TryProperty(cause, "hints", JsonValueKind.Object, $"{at}/hints", out JsonElement weak)
            ? ReadLists(weak, $"{at}/hints", CheckSeed)
            : [];
        List<string> yieldsTo = ReadYields(cause, at, id);
        if (old is null && seeds.Count == 0 && _errors.Count == before)
        {
            Report($"{at}/seeds", "A cause needs at least one seed.");
        }

        if (_errors.Count == before)
        {
            _causes[id] = new TaxonomyCause(id, component!, touchpoint!, controllable.Value, labels, Join(old?.Picks, picks), Join(old?.Seeds, seeds),
                [.. (old?.YieldsTo ?? []).Union(yieldsTo)])
            {
                Hints = Join(old?.Hints, hints),
            };
        }
    }

    /// <summary>Families name causes that are there. Of those that were taken over, causes that were removed or went into another family are left out.</summary>
    private void ReadFamilies(JsonElement root)
    {
        HashSet<string> placed = [];
        HashSet<string> given = [];
        int index = 0;
        if (TryProperty(root, "families", JsonValueKind.Array, "/families", out JsonElement families))
        {
            foreach (JsonElement family in families.EnumerateArray())
            {
                ReadFamily(family, $"/families/{index++}", given, placed);
            }
        }

        foreach (TaxonomyFamily family in _families.Values.Where(family => !given.Contains(family.Id)).ToArray())
        {
            string[] left = [.. family.Causes.Where(cause => _causes.ContainsKey(cause) && !placed.Contains(cause))];
            _families[family.Id] = family with { Causes = left };
            if (left.Length < 2)
            {
                _families.Remove(family.Id);
            }
        }
    }

    private void ReadFamily(JsonElement family, string at, HashSet<string> given, HashSet<string> placed)
    {
        if (family.ValueKind != JsonValueKind.Object)
        {
            Report(at, "An object is expected.");
            return;
        }

        CheckFields(family, at, FamilyFields);
        if (ReadText(family, "id", $"{at}/id", MaxIdChars, isRequired: true) is not { } id)
        {
            return;
        }

        if (!IsKebab(id) || Array.Exists(ReservedStarts, start => id.StartsWith(start, StringComparison.Ordinal)) || _causes.ContainsKey(id))
        {
            Report($"{at}/id", "A family's id is kebab-case (a-z, 0-9, -), does not start with 'found-' or 'stated-', and no cause has it.");
        }
        else if (!given.Add(id))
        {
            Report($"{at}/id", $"'{id}' stands here twice.");
        }

        List<string> causes = TryProperty(family, "causes", JsonValueKind.Array, $"{at}/causes", out JsonElement ids)
            ? ReadList(ids, Taxonomy.AnyLanguage, $"{at}/causes", (cause, _) =>
                !_causes.ContainsKey(cause) ? $"There is no cause '{cause}'." : !placed.Add(cause) ? $"'{cause}' is in another family already." : null)
            : [];
        if (causes.Count < 2)
        {
            Report($"{at}/causes", "A family has two causes or more.");
        }

        _families[id] = new TaxonomyFamily(id, ReadLabels(family, at, old: null), causes);
    }

    private List<string> ReadYields(JsonElement cause, string at, string id)
    {
        List<string> ids = TryProperty(cause, "yieldsTo", JsonValueKind.Array, $"{at}/yieldsTo", out JsonElement given)
            ? ReadList(given, Taxonomy.AnyLanguage, $"{at}/yieldsTo", (other, _) => other == id ? "A cause cannot yield to itself." : null)
            : [];
        _yields.AddRange(ids.Select((other, i) => ($"{at}/yieldsTo/{i}", id, other)));
        return ids;
    }

    /// <summary>They may name causes that stand further down. One that was taken over may name a cause that was removed: then nothing is in its way.</summary>
    private void CheckYields()
    {
        foreach ((string pointer, string id, string other) in _yields)
        {
            if (!_causes.TryGetValue(other, out TaxonomyCause? found))
            {
                Report(pointer, $"There is no cause '{other}'.");
            }
            else if (found.YieldsTo.Contains(id))
            {
                Report(pointer, $"'{other}' yields to '{id}' already; of two causes only one can be the more specific.");
            }
        }
    }

    private string? CheckSeed(string seed, string language)
    {
        SeedSyntax? read = SeedSyntax.Parse(seed, language == Taxonomy.AnyLanguage ? null : language, _groups.ContainsKey, out string? problem);
        _seedTerms += read?.Parts.Sum(part => part.Terms.Count) ?? 0;
        return problem;
    }

    private Dictionary<string, string> ReadLabels(JsonElement cause, string at, TaxonomyCause? old)
    {
        Dictionary<string, string> labels = old is null ? [] : new(old.Labels);
        if (TryProperty(cause, "labels", JsonValueKind.Object, $"{at}/labels", out JsonElement given))
        {
            foreach (JsonProperty label in given.EnumerateObject())
            {
                string here = $"{at}/labels/{Escape(label.Name)}";
                if (!Taxonomy.Languages.Contains(label.Name))
                {
                    Report(here, $"Expected one of the languages {string.Join(", ", Taxonomy.Languages)}.");
                }
                else if (ReadText(given, label.Name, here, MaxLabelChars, isRequired: true) is { } text)
                {
                    labels[label.Name] = text;
                }
            }
        }

        if (!labels.ContainsKey("en"))
        {
            Report($"{at}/labels", "An English label (\"en\") is needed.");
        }

        return labels;
    }

    /// <summary>Texts by language; what is wrong with one of them is what <paramref name="check"/> says.</summary>
    private Dictionary<string, IReadOnlyList<string>> ReadLists(JsonElement element, string at, Func<string, string, string?> check)
    {
        Dictionary<string, IReadOnlyList<string>> lists = new(StringComparer.Ordinal);
        if (element.ValueKind != JsonValueKind.Object)
        {
            Report(at, "An object with one list per language is expected.");
            return lists;
        }

        foreach (JsonProperty language in element.EnumerateObject())
        {
            string here = $"{at}/{Escape(language.Name)}";
            if (language.Name != Taxonomy.AnyLanguage && !Taxonomy.Languages.Contains(language.Name))
            {
                Report(here, $"Expected one of the languages {string.Join(", ", Taxonomy.Languages)}, or {Taxonomy.AnyLanguage}.");
            }
            else if (language.Value.ValueKind != JsonValueKind.Array || language.Value.GetArrayLength() > MaxTermsPerLanguage)
            {
                Report(here, $"A list of at most {MaxTermsPerLanguage} texts is expected.");
            }
            else if (!lists.TryAdd(language.Name, ReadList(language.Value, language.Name, here, check)))
            {
                Report(here, "This language stands here twice.");
            }
        }

        return lists;
    }

    private List<string> ReadList(JsonElement array, string language, string at, Func<string, string, string?> check)
    {
        List<string> list = [];
        HashSet<string> seen = [];
        int index = 0;
        foreach (JsonElement item in array.EnumerateArray())
        {
            string here = $"{at}/{index++}";
            string? text = item.ValueKind == JsonValueKind.String ? item.GetString()!.Trim().Normalize(NormalizationForm.FormC) : null;
            string? problem = string.IsNullOrEmpty(text) ? "A text that is not empty is expected."
                : !seen.Add(text) ? $"'{text}' stands here twice."
                : check(text, language);
            if (problem is not null)
            {
                Report(here, problem);
            }
            else
            {
                list.Add(text!);
            }
        }

        return list;
    }

    private static Dictionary<string, IReadOnlyList<string>> Join(
        IReadOnlyDictionary<string, IReadOnlyList<string>>? old, Dictionary<string, IReadOnlyList<string>> added)
    {
        Dictionary<string, IReadOnlyList<string>> all = new(added);
        foreach ((string language, IReadOnlyList<string> list) in old ?? new Dictionary<string, IReadOnlyList<string>>())
        {
            all[language] = all.TryGetValue(language, out IReadOnlyList<string>? more) ? [.. list.Union(more)] : list;
        }

        return all;
    }

    /// <summary>Seeds that were taken over count, and may name groups; a group cannot be removed, so they hold unless the code is wrong.</summary>
    private void CheckTakenOverSeeds(Taxonomy basis)
    {
        foreach (TaxonomyCause cause in basis.Causes)
        {
            foreach ((string language, IReadOnlyList<string> seeds) in cause.Seeds.Concat(cause.Hints))
            {
                if (_errors.Count == 0 && seeds.Select(seed => CheckSeed(seed, language)).FirstOrDefault(problem => problem is not null) is { } broken)
                {
                    Report("", $"Cause '{cause.Id}': {broken}");
                }
            }
        }
    }

    private string? ReadText(JsonElement parent, string name, string at, int maxChars, bool isRequired)
    {
        if (!parent.TryGetProperty(name, out JsonElement value))
        {
            if (isRequired)
            {
                Report(at, "Is missing.");
            }

            return null;
        }

        string? text = value.ValueKind == JsonValueKind.String ? value.GetString()!.Trim() : null;
        if (string.IsNullOrEmpty(text) || text.Length > maxChars)
        {
            Report(at, $"A text of 1 to {maxChars} characters is expected.");
            return null;
        }

        return text;
    }

    private bool? ReadBoolean(JsonElement parent, string name, string at)
    {
        if (!parent.TryGetProperty(name, out JsonElement value))
        {
            return null;
        }

        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            Report(at, "true or false is expected.");
            return null;
        }

        return value.GetBoolean();
    }

    private bool TryProperty(JsonElement parent, string name, JsonValueKind kind, string at, out JsonElement value)
    {
        if (!parent.TryGetProperty(name, out value))
        {
            return false;
        }

        if (value.ValueKind == kind)
        {
            return true;
        }

        Report(at, kind == JsonValueKind.Array ? "A list is expected." : "An object is expected.");
        return false;
    }

    private void CheckFields(JsonElement element, string at, string[] known)
    {
        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (!known.Contains(property.Name))
            {
                Report($"{at}/{Escape(property.Name)}", $"Is not known here; there are {string.Join(", ", known)}.");
            }
        }
    }

    private void Report(string pointer, string message)
    {
        if (_errors.Count < MaxErrors)
        {
            _errors.Add(new TaxonomyError(pointer, message));
        }
    }

    private static bool IsKebab(string text) =>
        text.Length is > 0 and <= MaxIdChars
        && !text.AsSpan().ContainsAnyExcept(KebabChars)
        && text[0] != '-' && text[^1] != '-' && !text.Contains("--", StringComparison.Ordinal);

    private static string Escape(string name) => name.Replace("~", "~0").Replace("/", "~1");
}

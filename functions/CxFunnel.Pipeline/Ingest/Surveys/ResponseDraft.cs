using System.Globalization;
using System.Text.Json;
using CxFunnel.Pipeline.Contracts;
using CxFunnel.Pipeline.Ingest.Locales;

namespace CxFunnel.Pipeline.Ingest.Surveys;

/// <summary>
/// Gathers what one survey response says and makes a feedback item of it: gives answers their roles, by a mapping or by guess,
/// normalises values and keeps to <see cref="FeedbackLimits"/>. What every adapter has in common is here.
/// </summary>
internal sealed class ResponseDraft(string source, SourceMapping? mapping)
{
    private static readonly Dictionary<string, string> NoNames = [];

    private readonly string?[] _fields = new string?[ResponseFields.Count];
    private List<Score>? _scores;
    private List<Comment>? _comments;
    private List<string>? _causes;
    private SortedDictionary<string, string>? _attributes;
    private int _commentChars;
    private int _leftOut;
    private double? _expected;
    private double? _actual;
    private bool _countedAsMapped;
    private bool _hasAnswers;

    public FeedbackState State { get; set; }

    /// <summary>Values that a mapping finds by label and not by path (Tally's hidden fields); null for none.</summary>
    public IReadOnlyDictionary<string, string>? Labelled { get; init; }

    /// <summary>Whether roles come from a mapping.</summary>
    public bool IsMappingGiven => mapping is not null;

    public FeedbackKind Kind { get; set; }

    public DateTimeOffset? SubmittedAt { get; set; }

    public DateTimeOffset? RevisedAt { get; set; }

    /// <summary>Whether any answer, mapped or not, was there: tells an empty response from one that the mapping misses.</summary>
    public int AnswerCount { get; private set; }

    public string? this[ResponseField field]
    {
        get => _fields[(int)field];
        set => _fields[(int)field] ??= CleanText.Normalize(value);
    }

    /// <summary>Takes an answer; without a mapping its role is guessed.</summary>
    public void Add(in Answer answer)
    {
        AnswerCount++;
        _hasAnswers |= answer.Number is not null || !string.IsNullOrWhiteSpace(answer.Text) || answer.Picks is { Count: > 0 } || !string.IsNullOrWhiteSpace(answer.Other);
        if (mapping is null)
        {
            AnswerGuess.Apply(this, answer);
        }
        else if (mapping.Questions.TryGetValue(answer.Key, out QuestionRole? role))
        {
            _countedAsMapped = true;
            Apply(answer, role);
        }
        else if (answer.OtherKey is { } other && mapping.Questions.TryGetValue(other, out role))
        {
            _countedAsMapped = true;
            Apply(answer with { Key = other }, role);
        }
    }

    /// <summary>Takes an answer whose role the tool itself states, whatever the mapping names.</summary>
    public void AddAs(in Answer answer, QuestionRole role)
    {
        AnswerCount++;
        _countedAsMapped = true;
        Apply(answer, role);
    }

    public void AddScore(ScoreType type, double? value, double min, double max, string? question, string? touchpoint = null)
    {
        if (value is not { } number || Math.Abs(number) > FeedbackLimits.MaxMagnitude)
        {
            return;
        }

        Score score = new(type, number, min, max, Cut(question, FeedbackLimits.MaxShortTextChars), Cut(touchpoint, FeedbackLimits.MaxDimensionChars));
        // A value outside its scale is no score: tools send -1 or 99 for "not applicable".
        if (ScoreScales.Problem(score) is not null)
        {
            return;
        }

        _scores ??= [];
        if (_scores.Count < FeedbackLimits.MaxScores)
        {
            _scores.Add(score);
        }
        else
        {
            _leftOut++;
        }
    }

    public void AddComment(string? question, string? text)
    {
        if (CleanText.Normalize(text) is not { } clean)
        {
            return;
        }

        _comments ??= [];
        int room = Math.Min(FeedbackLimits.MaxCommentChars, FeedbackLimits.MaxAllCommentChars - _commentChars);
        if (_comments.Count == FeedbackLimits.MaxComments || room <= 0)
        {
            _leftOut++;
            return;
        }

        if (clean.Length > room)
        {
            SetAttribute("cutFromChars", clean.Length.ToString(CultureInfo.InvariantCulture));
            clean = Cut(clean, room)!;
        }

        _commentChars += clean.Length;
        _comments.Add(new Comment(Cut(CleanText.Normalize(question), FeedbackLimits.MaxShortTextChars), clean));
    }

    public void AddCause(string? text)
    {
        if (Cut(CleanText.Lower(text), FeedbackLimits.MaxDimensionChars) is { } cause)
        {
            _causes ??= [];
            if (_causes.Count < FeedbackLimits.MaxCauses && !_causes.Contains(cause))
            {
                _causes.Add(cause);
            }
        }
    }

    public void SetAttribute(string name, string? value)
    {
        if (Cut(CleanText.Normalize(name), FeedbackLimits.MaxDimensionChars) is { } key
            && Cut(CleanText.Normalize(value), FeedbackLimits.MaxShortTextChars) is { } text)
        {
            _attributes ??= new SortedDictionary<string, string>(StringComparer.Ordinal);
            if (_attributes.Count < FeedbackLimits.MaxAttributes)
            {
                _attributes.TryAdd(key, text);
            }
        }
    }

    /// <summary>Reads the mapping's fields, each path against every root in turn.</summary>
    /// <param name="roots">The inner object of the response first, then the whole body.</param>
    public void TakeMappedFields(params ReadOnlySpan<JsonElement> roots)
    {
        if (mapping is null)
        {
            return;
        }

        foreach (MappedField mapped in mapping.FieldPlan)
        {
            string? value = null;
            for (int i = 0; i < mapped.Paths.Count && (value is null || (mapped.Field == ResponseField.Language && LanguageNames.Code(value) is null)); i++)
            {
                value = MappedValue(mapped.Paths[i], roots);
            }

            if (mapped.Field is { } field)
            {
                this[field] = value;
            }
            else
            {
                SetAttribute(mapped.Attribute!, value);
            }
        }
    }

    /// <summary>Reads the mapping's questions as paths into a body, in the mapping's order.</summary>
    public void TakeMappedPaths(JsonElement root)
    {
        foreach (string path in mapping?.Questions.Keys ?? [])
        {
            if (JsonPath.TryFind(root, path, out JsonElement value))
            {
                Add(LooseAnswer.Of(path, value));
            }
        }
    }

    /// <summary>Reads the mapping's flat names, each a role or a field.</summary>
    public void TakeNames(JsonElement root)
    {
        foreach ((string name, string meaning) in mapping?.Names ?? NoNames)
        {
            if (!JsonPath.TryFind(root, name, out JsonElement value))
            {
                continue;
            }

            if (ResponseFields.ByContractName.TryGetValue(meaning, out ResponseField field))
            {
                this[field] = JsonPath.Scalar(value);
            }

            // "email" is a field and a role, and means the same.
            if (meaning != "email" && !ResponseFields.ByContractName.ContainsKey(meaning))
            {
                AddAs(LooseAnswer.Of(name, value), new QuestionRole(meaning, Min: null, Max: null));
            }
        }
    }

    /// <summary>Takes fields with common names, such as hidden fields, unless the mapping says where they are.</summary>
    public void GuessFields(JsonElement named)
    {
        if (named.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (JsonProperty property in named.EnumerateObject())
        {
            GuessField(property.Name, property.Value);
        }
    }

    /// <inheritdoc cref="GuessFields"/>
    public void GuessField(string name, JsonElement value)
    {
        if (ResponseFields.TryGuess(name, out ResponseField field) && !IsMapped(field) && JsonPath.Scalar(value) is { } text)
        {
            this[field] = text;
        }
    }

    /// <summary>Takes a field that the tool itself names, unless the mapping says where it is.</summary>
    public void Suggest(ResponseField field, string? value)
    {
        if (!IsMapped(field))
        {
            this[field] = value;
        }
    }

    /// <summary>The item as a reading: an item, an empty response, or what makes it unusable.</summary>
    /// <param name="receivedAt">Stands in for a missing time of submission.</param>
    public SurveyReading Build(DateTimeOffset receivedAt)
    {
        if (this[ResponseField.ResponseId] is { Length: > FeedbackLimits.MaxSourceIdChars } id)
        {
            return new SurveyReading.Malformed($"the response id has {id.Length} characters; at most {FeedbackLimits.MaxSourceIdChars} are taken");
        }

        if (State == FeedbackState.Deleted)
        {
            return this[ResponseField.ResponseId] is null
                ? new SurveyReading.Malformed("the deletion names no response id")
                : new SurveyReading.Items([ToItem(receivedAt)]);
        }

        if (_scores is null && _comments is null)
        {
            return new SurveyReading.Empty(
                AnswerCount == 0 ? "the response has no answers"
                : mapping is not null && !_countedAsMapped ? $"none of {AnswerCount} answers is in the mapping"
                : $"none of {AnswerCount} answers is a score or a comment",
                this[ResponseField.SurveyId],
                IsUnmapped: State == FeedbackState.Complete && _hasAnswers && !_countedAsMapped);
        }

        return new SurveyReading.Items([ToItem(receivedAt)]);
    }

    /// <summary>The longest start of a text that is within the bound and does not split a character.</summary>
    public static string? Cut(string? text, int maxChars) =>
        text is null || text.Length <= maxChars
            ? text
            : text[..(char.IsHighSurrogate(text[maxChars - 1]) ? maxChars - 1 : maxChars)];

    private FeedbackItem ToItem(DateTimeOffset receivedAt)
    {
        if (_leftOut > 0)
        {
            SetAttribute("answersLeftOut", _leftOut.ToString(CultureInfo.InvariantCulture));
        }

        DateTimeOffset? revisedAt = RevisedAt ?? Times.Any(this[ResponseField.RevisedAt]);
        return new FeedbackItem
        {
            Source = source,
            SourceId = this[ResponseField.ResponseId],
            Kind = Kind,
            State = State,
            SubmittedAt = SubmittedAt ?? Times.Any(this[ResponseField.SubmittedAt]) ?? revisedAt ?? receivedAt.ToUniversalTime(),
            OccurredAt = Times.Any(this[ResponseField.OccurredAt]),
            RevisedAt = revisedAt,
            Channel = Cut(CleanText.Lower(this[ResponseField.Channel]), FeedbackLimits.MaxDimensionChars),
            Touchpoint = Cut(CleanText.Lower(this[ResponseField.Touchpoint]), FeedbackLimits.MaxDimensionChars),
            Language = LanguageNames.Code(this[ResponseField.Language]) ?? MappedLanguage(),
            Country = Countries.Alpha2(this[ResponseField.Country]),
            Customer = Customer(),
            Scores = _scores,
            Expectation = _expected is { } e && _actual is { } a ? new Expectation(e, a, Unit: null) : null,
            Causes = _causes,
            Comments = _comments,
            Attributes = _attributes,
            SurveyId = Cut(this[ResponseField.SurveyId], FeedbackLimits.MaxSourceIdChars),
        };
    }

    private Customer? Customer()
    {
        Customer customer = new()
        {
            Id = Cut(this[ResponseField.CustomerId], FeedbackLimits.MaxSourceIdChars),
            Email = Cut(CleanText.Lower(this[ResponseField.Email]), FeedbackLimits.MaxShortTextChars),
            Segment = Cut(this[ResponseField.Segment], FeedbackLimits.MaxDimensionChars),
            AnnualValue = decimal.TryParse(
                this[ResponseField.AnnualValue], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value) && value <= FeedbackLimits.MaxAnnualValue
                ? value
                : null,
            Currency = this[ResponseField.Currency] is { Length: 3 } currency && currency.All(char.IsAsciiLetter) ? currency.ToUpperInvariant() : null,
            RenewalDate = Times.Iso(this[ResponseField.RenewalDate]) is { } day ? DateOnly.FromDateTime(day.UtcDateTime) : null,
        };
        return customer is { Id: null, Email: null, Segment: null, AnnualValue: null, RenewalDate: null, Currency: null } ? null : customer;
    }

    private string? MappedLanguage()
    {
        if (mapping is null || mapping.SurveyLanguages.Count == 0)
        {
            return null;
        }

        return this[ResponseField.SurveyId] is { } survey && mapping.SurveyLanguages.TryGetValue(survey, out string? language)
            || mapping.SurveyLanguages.TryGetValue("*", out language)
            ? LanguageNames.Code(language)
            : null;
    }

    private void Apply(in Answer answer, QuestionRole role)
    {
        switch (role.Role)
        {
            case "nps":
                ApplyScore(ScoreType.Nps, answer, role);
                break;
            case "csat":
                ApplyScore(ScoreType.Csat, answer, role);
                break;
            case "ces":
                ApplyScore(ScoreType.Ces, answer, role);
                break;
            case "rating":
                ApplyScore(ScoreType.Rating, answer, role);
                break;
            case "comment":
                AddComment(answer.Key, answer.Text);
                break;
            case "email":
                this[ResponseField.Email] = answer.Text;
                break;
            case "cause":
                AddCauses(answer);
                break;
            case "expected":
                _expected ??= Bounded(NumberOf(answer, role));
                break;
            case "actual":
                _actual ??= Bounded(NumberOf(answer, role));
                break;
        }
    }

    public void AddCauses(in Answer answer)
    {
        foreach (string pick in answer.Picks ?? [])
        {
            AddCause(pick);
        }

        if (answer.Picks is null)
        {
            AddCause(answer.Text);
        }

        AddComment(answer.Key, answer.Other);
    }

    private void ApplyScore(ScoreType type, in Answer answer, QuestionRole role)
    {
        (double min, double max) = ScoreScales.Default(type);
        AddScore(type, NumberOf(answer, role), role.Min ?? answer.Min ?? min, role.Max ?? answer.Max ?? max, answer.Key, CleanText.Lower(role.Touchpoint));
    }

    private static double? NumberOf(in Answer answer, QuestionRole role)
    {
        if (answer.Number is { } number)
        {
            return number;
        }

        string? text = answer.Text;
        if (text is null)
        {
            return null;
        }

        // Mappings compare words without case.
        if (role.Values is { } values && values.TryGetValue(text, out double value))
        {
            return value;
        }

        return AnswerNumbers.Plain(text) ?? (role.Value == "leading integer" ? AnswerNumbers.Leading(text) : null);
    }

    private static double? Bounded(double? number) => number is { } n && Math.Abs(n) <= FeedbackLimits.MaxMagnitude ? n : null;

    private bool IsMapped(ResponseField field)
    {
        if (mapping is null)
        {
            return false;
        }

        foreach (MappedField mapped in mapping.FieldPlan)
        {
            if (mapped.Field == field)
            {
                return true;
            }
        }

        return false;
    }

    private string? MappedValue(string path, ReadOnlySpan<JsonElement> roots)
    {
        const string label = "HIDDEN_FIELDS label ";
        if (path.StartsWith(label, StringComparison.Ordinal))
        {
            return Labelled?.GetValueOrDefault(path[label.Length..]);
        }

        const string constant = "constant:";
        if (path.StartsWith(constant, StringComparison.Ordinal))
        {
            return CleanText.Normalize(path[constant.Length..]);
        }

        foreach (JsonElement root in roots)
        {
            if (JsonPath.TryFind(root, path, out JsonElement found) && JsonPath.Scalar(found) is { } value)
            {
                return value;
            }
        }

        return null;
    }
}

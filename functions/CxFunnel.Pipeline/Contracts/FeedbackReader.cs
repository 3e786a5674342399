using System.Text.Json;

namespace CxFunnel.Pipeline.Contracts;

/// <summary>Reads a feedback item of the public contract, checks every field and normalises it.</summary>
public static class FeedbackReader
{
    /// <summary>Reads one item.</summary>
    /// <param name="json">Any JSON value.</param>
    /// <param name="pointer">Where it stands in the body; empty for the body itself.</param>
    /// <param name="errors">Gets every error with its pointer.</param>
    /// <param name="defaultSource">The source of an item that names none.</param>
    /// <returns>The item, or null when anything was wrong with it.</returns>
    public static FeedbackItem? Read(JsonElement json, string pointer, InputErrors errors, string defaultSource = "generic")
    {
        ArgumentNullException.ThrowIfNull(errors);
        int before = errors.Count;
        JsonFields fields = new(json, pointer, errors);
        if (!fields.IsObject)
        {
            return null;
        }

        string? source = fields.Text("source", FeedbackLimits.MaxNameChars) ?? defaultSource;
        if (!Names.IsValid(source))
        {
            fields.Error("source", "is not a source name: 1 to 40 of a-z, 0-9 and '-' are expected");
        }

        FeedbackKind? kind = fields.Word<FeedbackKind>("kind");
        if (kind is null && !fields.TryGet("kind", out _))
        {
            fields.Error("kind", "is missing; one of survey, mention, review, ticket is expected");
        }

        DateTimeOffset? submittedAt = fields.Instant("submittedAt");
        if (submittedAt is null && !fields.TryGet("submittedAt", out _))
        {
            fields.Error("submittedAt", "is missing; an ISO 8601 instant is expected");
        }

        FeedbackState state = fields.Word<FeedbackState>("state") ?? FeedbackState.Complete;
        IReadOnlyList<Score>? scores = Scores(fields, errors);
        IReadOnlyList<Comment>? comments = Comments(fields, errors);
        bool hasScoresOrComments = scores is not null || comments is not null || HasElements(fields, "scores") || HasElements(fields, "comments", withText: true);
        if (!hasScoresOrComments && state == FeedbackState.Complete)
        {
            errors.Add(pointer, "has neither a score nor a comment; at least one is expected");
        }

        string? sourceId = fields.Text("sourceId", FeedbackLimits.MaxSourceIdChars, allowNumber: true);
        if (state == FeedbackState.Deleted && sourceId is null && errors.Count == before)
        {
            fields.Error("sourceId", "is missing; a deletion must name what it deletes");
        }

        string? country = fields.Text("country", FeedbackLimits.MaxNameChars)?.ToUpperInvariant();
        if (country is not null && !(country.Length == 2 && country.All(char.IsAsciiLetterUpper)))
        {
            fields.Error("country", "is not an ISO 3166-1 alpha-2 code such as \"FR\"");
        }

        FeedbackItem item = new()
        {
            Source = source,
            SourceId = sourceId,
            Kind = kind ?? default,
            State = state,
            SubmittedAt = submittedAt ?? default,
            OccurredAt = fields.Instant("occurredAt"),
            RevisedAt = fields.Instant("revisedAt"),
            Channel = fields.Text("channel", FeedbackLimits.MaxDimensionChars)?.ToLowerInvariant(),
            Touchpoint = fields.Text("touchpoint", FeedbackLimits.MaxDimensionChars)?.ToLowerInvariant(),
            Language = Languages.PrimarySubtag(fields.Text("language", FeedbackLimits.MaxNameChars)),
            Country = country,
            Customer = Customer(fields, errors),
            Scores = scores,
            Expectation = Expectation(fields, errors),
            Causes = Causes(fields, errors),
            Comments = comments,
            Author = fields.Text("author", FeedbackLimits.MaxShortTextChars),
            Url = fields.Text("url", FeedbackLimits.MaxUrlChars),
            Reach = fields.Count("reach"),
            Attributes = Attributes(fields, errors),
            SurveyId = fields.Text("surveyId", FeedbackLimits.MaxSourceIdChars, allowNumber: true),
        };
        return errors.Count == before ? item : null;
    }

    /// <summary>Whether something stands there that has an error of its own.</summary>
    private static bool HasElements(JsonFields item, string name, bool withText = false) =>
        item.TryGet(name, out JsonElement field)
        && (field.ValueKind != JsonValueKind.Array || field.EnumerateArray().Any(e => !withText || e.ValueKind != JsonValueKind.Object || !IsBlankText(e)));

    private static bool IsBlankText(JsonElement comment) =>
        !comment.TryGetProperty("text", out JsonElement text)
        || text.ValueKind == JsonValueKind.Null
        || (text.ValueKind == JsonValueKind.String && CleanText.Normalize(text.GetString()) is null);

    private static List<Score>? Scores(JsonFields item, InputErrors errors)
    {
        List<Score> scores = [];
        int index = 0;
        foreach (JsonElement element in item.Elements("scores", FeedbackLimits.MaxScores))
        {
            JsonFields fields = new(element, $"{item.At("scores")}/{index++}", errors);
            if (!fields.IsObject)
            {
                continue;
            }

            ScoreType? type = fields.Word<ScoreType>("type");
            if (type is null && !fields.TryGet("type", out _))
            {
                fields.Error("type", "is missing; one of nps, csat, ces, rating is expected");
            }

            double? value = fields.Number("value");
            if (value is null && !fields.TryGet("value", out _))
            {
                fields.Error("value", "is missing; a number is expected");
            }

            (double defaultMin, double defaultMax) = ScoreScales.Default(type ?? ScoreType.Csat);
            double min = fields.Number("min") ?? defaultMin;
            double max = fields.Number("max") ?? defaultMax;
            string? question = fields.Text("question", FeedbackLimits.MaxShortTextChars);
            string? touchpoint = fields.Text("touchpoint", FeedbackLimits.MaxDimensionChars)?.ToLowerInvariant();
            if (type is null || value is null)
            {
                continue;
            }

            Score score = new(type.Value, value.Value, min, max, question, touchpoint);
            if (ScoreScales.Problem(score) is var (field, detail))
            {
                fields.Error(field, detail);
                continue;
            }

            scores.Add(score);
        }

        return scores.Count == 0 ? null : scores;
    }

    private static List<Comment>? Comments(JsonFields item, InputErrors errors)
    {
        List<Comment> comments = [];
        int index = 0;
        int chars = 0;
        foreach (JsonElement element in item.Elements("comments", FeedbackLimits.MaxComments))
        {
            JsonFields fields = new(element, $"{item.At("comments")}/{index++}", errors);
            string? question = fields.Text("question", FeedbackLimits.MaxShortTextChars);
            if (fields.Text("text", FeedbackLimits.MaxCommentChars) is { } text)
            {
                comments.Add(new Comment(question, text));
                chars += text.Length;
            }
        }

        if (chars > FeedbackLimits.MaxAllCommentChars)
        {
            item.Error("comments", $"have {chars} characters together; at most {FeedbackLimits.MaxAllCommentChars} are taken");
        }

        return comments.Count == 0 ? null : comments;
    }

    private static Customer? Customer(JsonFields item, InputErrors errors)
    {
        if (!item.TryGet("customer", out JsonElement element))
        {
            return null;
        }

        JsonFields fields = new(element, item.At("customer"), errors);
        decimal? annualValue = null;
        if (fields.TryGet("annualValue", out JsonElement value))
        {
            if (value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out decimal amount) && amount is >= 0 and <= FeedbackLimits.MaxAnnualValue)
            {
                annualValue = amount;
            }
            else
            {
                fields.Error("annualValue", $"is {JsonFields.Kind(value)}; a number from 0 to {FeedbackLimits.MaxAnnualValue} is expected");
            }
        }

        DateOnly? renewal = fields.Instant("renewalDate") is { } day ? DateOnly.FromDateTime(day.UtcDateTime) : null;
        return new Customer
        {
            Id = fields.Text("id", FeedbackLimits.MaxSourceIdChars, allowNumber: true),
            Email = fields.Text("email", FeedbackLimits.MaxShortTextChars)?.ToLowerInvariant(),
            Segment = fields.Text("segment", FeedbackLimits.MaxDimensionChars),
            AnnualValue = annualValue,
            Currency = fields.Text("currency", FeedbackLimits.MaxNameChars)?.ToUpperInvariant(),
            RenewalDate = renewal,
        };
    }

    private static Expectation? Expectation(JsonFields item, InputErrors errors)
    {
        if (!item.TryGet("expectation", out JsonElement element))
        {
            return null;
        }

        JsonFields fields = new(element, item.At("expectation"), errors);
        double? expected = fields.Number("expected");
        double? actual = fields.Number("actual");
        bool hasExpected = fields.TryGet("expected", out _);
        if (hasExpected != fields.TryGet("actual", out _))
        {
            fields.Error(hasExpected ? "actual" : "expected", "is missing; a gap needs both");
        }

        return expected is { } e && actual is { } a ? new Expectation(e, a, fields.Text("unit", FeedbackLimits.MaxNameChars)?.ToLowerInvariant()) : null;
    }

    private static List<string>? Causes(JsonFields item, InputErrors errors)
    {
        List<string> causes = [];
        int index = 0;
        foreach (JsonElement element in item.Elements("causes", FeedbackLimits.MaxCauses))
        {
            string? cause = element.ValueKind == JsonValueKind.String ? CleanText.Lower(element.GetString()) : null;
            if (element.ValueKind != JsonValueKind.String || cause is { Length: > FeedbackLimits.MaxDimensionChars })
            {
                errors.Add($"{item.At("causes")}/{index}", $"is {JsonFields.Kind(element)}; a string of at most {FeedbackLimits.MaxDimensionChars} characters is expected");
            }
            else if (cause is not null && !causes.Contains(cause))
            {
                causes.Add(cause);
            }

            index++;
        }

        return causes.Count == 0 ? null : causes;
    }

    private static SortedDictionary<string, string>? Attributes(JsonFields item, InputErrors errors)
    {
        if (!item.TryGet("attributes", out JsonElement element))
        {
            return null;
        }

        JsonFields fields = new(element, item.At("attributes"), errors);
        if (!fields.IsObject)
        {
            return null;
        }

        SortedDictionary<string, string> attributes = new(StringComparer.Ordinal);
        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (attributes.Count == FeedbackLimits.MaxAttributes)
            {
                item.Error("attributes", $"has more than {FeedbackLimits.MaxAttributes} entries");
                break;
            }

            string? name = CleanText.Normalize(property.Name);
            string? value = property.Value.ValueKind switch
            {
                JsonValueKind.String => CleanText.Normalize(property.Value.GetString()),
                JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => property.Value.GetRawText(),
                _ => null,
            };
            if (name is null || name.Length > FeedbackLimits.MaxDimensionChars || value is { Length: > FeedbackLimits.MaxShortTextChars })
            {
                item.Error("attributes", $"has a name over {FeedbackLimits.MaxDimensionChars} or a value over {FeedbackLimits.MaxShortTextChars} characters");
            }
            else if (value is not null)
            {
                attributes[name] = value;
            }
        }

        return attributes.Count == 0 ? null : attributes;
    }
}
